/** Points, segments, hyperplanes and cells. This package has never heard of a network. */
package org.crease.geometry;
