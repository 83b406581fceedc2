/** A process behind the keyhole: questions go to its standard input, answers come from its standard output. */
package org.crease.oracles.exec;
