/** The arrangement method: boundaries fitted as hyperplanes in feature space, from few questions, at any depth. */
package org.crease.recovery.arrangement;
