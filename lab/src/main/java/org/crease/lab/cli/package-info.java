/** The command line: the composition root, where oracles, methods and files meet. */
package org.crease.lab.cli;
