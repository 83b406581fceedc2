package org.crease.lab.experiment;

/**
 * The results of an experiment.
 *
 * @param markdown for people
 * @param csv for programs, a line for each run
 */
public record Tables(String markdown, String csv) {}
