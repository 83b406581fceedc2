/** Victims and the experiments on them. */
package org.crease.lab.experiment;
