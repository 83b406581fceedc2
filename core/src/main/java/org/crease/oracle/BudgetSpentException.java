package org.crease.oracle;

/** The agreed number of questions has been asked. The black box is fine; the asking is over. */
public final class BudgetSpentException extends OracleException {
    private static final long serialVersionUID = 1;

    /**
     * Too little is left.
     *
     * @param left of the budget
     * @param wanted together; more than are left
     */
    BudgetSpentException(long budget, long left, int wanted) {
        super("budget of " + budget + " queries is spent"
                + (left == 0 ? "" : ", but for " + left + ", and the next " + wanted + " are of use only together"));
    }
}
