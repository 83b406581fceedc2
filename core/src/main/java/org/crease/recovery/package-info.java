/** The methods, and the primitives that they share. Nothing here may see a true weight. */
package org.crease.recovery;
