package org.crease.oracle;

/** The agreed number of questions has been asked. The black box is fine; the asking is over. */
public final class BudgetSpentException extends OracleException {
    private static final long serialVersionUID = 1;

    BudgetSpentException(long budget) {
        super("budget of " + budget + " queries is spent");
    }
}
