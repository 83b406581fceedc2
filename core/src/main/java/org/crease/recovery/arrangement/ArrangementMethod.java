package org.crease.recovery.arrangement;

import java.util.Optional;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.recovery.MeasureResolution;
import org.crease.recovery.Progress;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.fit.Polish;

/**
 * The arrangement method, end to end: the geometry of the paper, but every question is predicted first, every boundary is fitted
 * as a hyperplane in feature space, layers certify themselves, and the run ends when nothing is left unexplained.
 */
public final class ArrangementMethod implements RecoveryMethod {
    /** The settings of each subroutine, with their reasons, stand there. */
    public static final ArrangementMethod DEFAULTS = new ArrangementMethod(
            MeasureResolution.DEFAULTS,
            PointsOnLine.DEFAULTS,
            Lines.DEFAULTS,
            FirstLayer.DEFAULTS,
            Verify.DEFAULTS,
            Polish.FACTORED);

    private final MeasureResolution measureResolution;
    private final PointsOnLine pointsOnLine;
    private final Lines lines;
    private final FirstLayer firstLayer;
    private final Verify verify;
    private final Polish polish;

    private ArrangementMethod(
            MeasureResolution measureResolution,
            PointsOnLine pointsOnLine,
            Lines lines,
            FirstLayer firstLayer,
            Verify verify,
            Polish polish) {
        this.measureResolution = measureResolution;
        this.pointsOnLine = pointsOnLine;
        this.lines = lines;
        this.firstLayer = firstLayer;
        this.verify = verify;
        this.polish = polish;
    }

    MeasureResolution measureResolution() {
        return measureResolution;
    }

    PointsOnLine pointsOnLine() {
        return pointsOnLine;
    }

    Lines lines() {
        return lines;
    }

    FirstLayer firstLayer() {
        return firstLayer;
    }

    Verify verify() {
        return verify;
    }

    Polish polish() {
        return polish;
    }

    @Override
    public String name() {
        return "arrangement";
    }

    @Override
    public Recovery recover(Oracle oracle, SearchSpace space, long seed, Progress progress) {
        if (oracle.inputs() < 2) {
            return new Recovery.Failed(Reason.tooFewInputs(oracle.inputs()), Optional.empty());
        }
        ArrangementRun run = new ArrangementRun(this, oracle, space, seed, progress);
        try {
            return run.recover();
        } catch (OracleException e) {
            return run.cutShort(e);
        } catch (Patience.OverException e) {
            return run.givenUp(e);
        }
    }

    /** The settings, whole: what a report needs to repeat the run. */
    @Override
    public String toString() {
        return "arrangement[" + measureResolution + ", " + pointsOnLine + ", " + lines + ", " + firstLayer + ", "
                + verify + ", " + polish + "]";
    }
}
