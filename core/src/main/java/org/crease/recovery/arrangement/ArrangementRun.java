package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.crease.geometry.Box;
import org.crease.geometry.Segment;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.recovery.MeasureResolution;
import org.crease.recovery.Progress;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.fit.OutputLayer;

/** One run of the {@link ArrangementMethod}: the loop that ends when nothing is left unexplained. */
final class ArrangementRun {
    /** Rounds without news after which a run will not end well, and the least share of all questions that these take. */
    private static final int MOST_IDLE = 8;

    private static final double IDLE_SHARE = 0.25;

    /** Lines without news before the next layer is begun where many boundaries are left; else one will do. */
    private static final int PATIENCE = 3;

    /** And before neurons are believed of whose boundaries little was seen. */
    private static final int LITTLE_SEEN = 4;

    /** And each time before those that are left are fitted without a walk. */
    private static final int SCATTERED = 2;

    /** So few points left over do not make a further line worth its questions before the next layer is tried. */
    private static final int FEW = 5;

    /** Dimensions in which further layers can be searched: features are matrices. */
    private static final int WIDEST = 256;

    private final ArrangementMethod method;
    private final Oracle oracle;
    private final SearchSpace space;
    private final long seed;
    private final Dice random;
    private final Progress progress;
    /** With places in the searched space. */
    private Answers answers = new Answers();

    private Resolution resolution;
    /** Where the layers after the first are searched: the whole space, or what the first layer sees of it. */
    private Ground ground;

    private Optional<RowSpace> span = Optional.empty();
    /** By how much that space may be off, as an angle, where it was not told by planes. */
    private double outside;

    private Peeling peeling;
    private FoundLayers found;
    private int line;

    private final Suspects suspects = new Suspects(this);
    /** Of the outcomes that a polish has explained but for few answers, the one nearest to all of them. */
    private Optional<Outcome> explained = Optional.empty();

    /** The last one that was polished, or was to be. */
    private Optional<Outcome> latest = Optional.empty();

    /** Neurons of the last network of which a polish takes long. */
    private int roughly = -1;

    /** Changes when boundaries that are not known well were measured better. */
    private int refinedAt = -1;

    ArrangementRun(ArrangementMethod method, Oracle oracle, SearchSpace space, long seed, Progress progress) {
        this.method = method;
        this.oracle = new Patience(() -> peeling == null ? 0 : peeling.known()).with(oracle);
        this.space = space;
        this.seed = seed;
        this.random = new Dice(new SplittableRandom(seed));
        this.progress = progress;
    }

    Recovery recover() {
        progress.at("MeasureResolution", List.of());
        switch (method.measureResolution().measure(oracle, space, random)) {
            case MeasureResolution.Curved curved -> {
                return failed(new Reason(Reason.Cause.UNSUITABLE, curved.message()));
            }
            case MeasureResolution.Measured measured -> resolution = measured.resolution();
        }
        PointsOnLine pointsOnLine = resolution.isCoarse() ? PointsOnLine.COARSE : method.pointsOnLine();
        ground = new Ground(answers.keeping(oracle.withGaps()), resolution, space, pointsOnLine, random);
        if (resolution.isCoarse() && space.domain().isBounded() && oracle.inputs() >= ActiveSubspace.WIDE) {
            progress.at("ActiveSubspace", List.of());
            ActiveSubspace.DEFAULTS.of(whole("ActiveSubspace")).ifPresent(found -> {
                outside = found.tilt();
                searchIn(found.rows());
            });
        }
        progress.at("FirstLayer", List.of());
        FirstLayer.Result first =
                method.firstLayer().run(() -> method.lines().sample(line++, ground.space(), random), ground);
        if (first.planes().isEmpty()) {
            return unsuitable(first);
        }
        if (span.isPresent()) {
            first = method.firstLayer().completed(first, ground);
        }
        List<BoundaryPoint> planes = first.planes();
        List<BoundaryPoint> others = first.others();
        if (first.wholeSpan()) {
            RowSpace rows =
                    RowSpace.of(planes.stream().map(BoundaryPoint::normal).toList());
            searchIn(rows);
            planes = planes.stream().map(rows::down).toList();
            others = others.stream().map(rows::down).toList();
        }
        if (ground.isCoarse() && !others.isEmpty()) {
            planes = new ManyPlaces(planes, ground).averaged();
        }
        if (span.isEmpty() && oracle.inputs() > WIDEST) {
            String why = "f depends on more of its " + oracle.inputs() + " inputs than the " + planes.size()
                    + " neurons of layer 1 found, and layers above are searched in at most " + WIDEST
                    + " dimensions. Maybe try another --seed or --scale";
            return new Recovery.Failed(new Reason(Reason.Cause.UNEXPLAINED, why), Optional.of(resolution));
        }
        found = new FoundLayers(space.scale());
        found.addLayer(planes.stream().map(p -> Neuron.of(p, ground)).toList());
        peeling = new Peeling(found, method.firstLayer(), ground);
        process(others);
        return peel();
    }

    /** Goes on in a space of fewer dimensions that f depends on alone: part of all inputs, or of the space searched so far. */
    private void searchIn(RowSpace part) {
        RowSpace rows = span.map(part::within).orElse(part).inside(space.box());
        span = Optional.of(rows);
        SearchSpace seen = new SearchSpace(VisiblePart.DEFAULTS.of(rows, space.box(), oracle, random), space.scale());
        answers = answers.at(part::down);
        ground = new Ground(answers.keeping(rows.restrict(oracle.withGaps())), resolution, seen, ground.line(), random);
    }

    private Recovery peel() {
        int idle = 0;
        long lastNews = answers.asked();
        while (idle < MOST_IDLE || answers.asked() - lastNews < IDLE_SHARE * lastNews) {
            int before = peeling.changes();
            peeling.descents().forEach(this::survey);
            if (idle <= MOST_IDLE && (peeling.left().isEmpty() || idle >= patience())) {
                peeling.promote();
                Optional<Recovery> complete = attempt();
                if (complete.isPresent()) {
                    return complete.get();
                }
            } else if (peeling.left().size() < FEW && peeling.promote()) {
                peeling.retry();
            }
            if (peeling.changes() == before) {
                survey(method.lines().sample(line++, ground.space(), random));
            }
            if (peeling.changes() == before && idle + 1 >= patience()) {
                peeling.fixSignsButForRest();
            }
            if (peeling.changes() == before && idle + 1 >= patience() && peeling.promote()) {
                peeling.retry();
            }
            if (peeling.changes() == before && idle == LITTLE_SEEN) {
                peeling.placeLittleSeen();
            }
            if (peeling.changes() == before && idle >= SCATTERED && idle % SCATTERED == 0) {
                peeling.placeScattered();
            }
            idle = peeling.changes() == before ? idle + 1 : 0;
            lastNews = idle == 0 ? answers.asked() : lastNews;
        }
        OutputLayer output = outputs().best();
        Outcome outcome = new Outcome(this, output);
        Outcome best = best(outcome);
        double error = best.equals(outcome) ? output.misfit() : best.largestError();
        return best.partial(leftOver() + ", and these leave a relative error of " + (float) error
                + " in the output. Maybe try another --seed or --scale");
    }

    /** Lines without news before the neurons on top are taken for a layer: a layer that lacks neurons is dear where others are above it. */
    private int patience() {
        return found.depth() > 1 && peeling.hasManyLeft() ? PATIENCE : 1;
    }

    private void process(List<BoundaryPoint> points) {
        peeling.process(points);
        progress.at("NextLayer", widths());
    }

    private List<Integer> widths() {
        List<Integer> widths = new ArrayList<>(found.widths());
        if (peeling != null && peeling.onTop() > 0) {
            widths.add(peeling.onTop());
        }
        return widths;
    }

    /** Searches a line for boundaries that nothing known explains. */
    private void survey(Segment segment) {
        progress.at("PointsOnLine", widths());
        Survey survey = Survey.of(segment, Optional.of(peeling.network()), ground);
        peeling.note(survey);
        int closed = found.isOpen() ? found.depth() - 1 : found.depth();
        process(survey.points(closed == 0 ? Optional.empty() : Optional.of(found.network(closed)), ground));
    }

    /** Tries to end the run: an output layer on what is known, then the polish, then fresh questions. */
    private Optional<Recovery> attempt() {
        progress.at("OutputLayer", widths());
        peeling.sharpen();
        peeling.joinPieces();
        OutputLayer output = outputs().best();
        if (output.fits(resolution) && peeling.dropUseless(output.output(), output.errors())) {
            output = outputs().best();
        }
        if (!output.fits(resolution)) {
            if (isInnerCompleted(output)) {
                return Optional.empty();
            }
            if (output.agreeing().size() > output.disagreeing().size()) {
                Verify.between(output.agreeing(), output.disagreeing(), ground).forEach(this::survey);
            }
            return Optional.empty();
        }
        peeling.noteUnits(output);
        Outcome outcome = new Outcome(this, output);
        if (ground.isCoarse()) {
            // what answers do not explain shows only after the polish
            outcome = polished(outcome);
            Optional<Outcome> signed = outcome.signedAgain();
            signed.ifPresent(Outcome::polish);
            outcome = signed.orElse(outcome);
            if (outcome.isExplained() && peeling.dropUseless(outcome.outputLayer(), outcome.outputErrors())) {
                outcome = polished(new Outcome(this, outputs().best()));
            }
            keep(outcome);
        }
        List<Segment> unexplained = outcome.unexplained();
        // a boundary tells of a neuron too weak to show in what is left of f
        boolean isLeft = !ground.isCoarse()
                && (!unexplained.isEmpty() || !peeling.unexplained().isEmpty());
        if (isLeft && isInnerCompleted(output)) {
            return Optional.empty();
        }
        if (!unexplained.isEmpty()) {
            if (!isSuspectProven(outcome) && !isLackingFound(outcome)) {
                unexplained.forEach(this::survey);
            }
            return Optional.empty();
        }
        if (isLeft) {
            return Optional.empty();
        }
        if (!ground.isCoarse()) {
            outcome = polished(outcome);
        }
        progress.at("Verify", widths());
        Verify.Result checked = outcome.verify();
        if (checked.wrong() == 0) {
            if (ground.isCoarse() && isUnbounded()) {
                span.ifPresent(outcome::completeRows);
            }
            return Optional.of(outcome.certified());
        }
        if (!isSuspectProven(outcome)) {
            checked.parting().forEach(this::survey);
        }
        return Optional.empty();
    }

    /** Whether answers that an output layer does not explain tell open weights of inner layers. */
    private boolean isInnerCompleted(OutputLayer output) {
        OptionalInt lowest = outputs().completeInner(output);
        lowest.ifPresent(peeling::noteCompleted);
        return lowest.isPresent();
    }

    /** Whether boundary points that were too weak for planes of their own turn out to be what a network of one hidden layer lacks. */
    private boolean isSuspectProven(Outcome outcome) {
        if (!ground.isCoarse() || found.depth() > 1) {
            return false;
        }
        List<BoundaryPoint> planes = suspects.proven(outcome, peeling.unexplained());
        if (planes.isEmpty()) {
            return false;
        }
        peeling.addPlanes(planes);
        return true;
    }

    /** Whether what a network of several hidden layers leaves of the answers tells a neuron that its last one lacks. */
    private boolean isLackingFound(Outcome outcome) {
        if (!ground.isCoarse() || found.depth() == 1) {
            return false;
        }
        return LackingNeuron.of(outcome.searched(), answers, ground)
                .filter(peeling::placeLacking)
                .isPresent();
    }

    /**
     * With all parameters fitted to the answers, and boundaries that are not known well measured better before: once, or where answers are
     * coarse, whenever something was found since. What is found last is known worst.
     */
    private Outcome polished(Outcome outcome) {
        Outcome current = outcome;
        boolean isDue = ground.isCoarse() ? refinedAt != peeling.changes() : refinedAt < 0;
        if (isDue) {
            refinedAt = peeling.changes();
            progress.at("Refinement", widths());
            peeling.refine();
            current = new Outcome(this, outputs().best());
        }
        progress.at("Polish", widths());
        latest = Optional.of(current);
        current.polish();
        return current;
    }

    /** Fits of output layers. */
    OutputFit outputs() {
        return new OutputFit(found, answers, ground, random.held());
    }

    private static Recovery failed(Reason reason) {
        return new Recovery.Failed(reason, Optional.empty());
    }

    /** No first layer: why. */
    private Recovery unsuitable(FirstLayer.Result first) {
        if (!first.others().isEmpty()) {
            return failed(Reason.noHyperplane(first.others().size(), resolution));
        }
        String searched = line + " lines searched";
        return failed(
                ground.isBent()
                        ? Reason.kinksTooClose(searched, resolution)
                        : Reason.noKinks(searched, oracle, space, random));
    }

    /** The oracle, or its owner, ended the run: somebody waits for what there is. */
    Recovery cutShort(OracleException e) {
        if (found == null) {
            return new Recovery.Failed(Reason.beforeLayer1(e), Optional.ofNullable(resolution));
        }
        random.leave(new SplittableRandom(seed));
        takeAsItStands();
        // a fit takes seconds where neurons are many: none where there is a network of all of them
        Outcome outcome = latest.filter(last -> last.widths().equals(found.widths()))
                .or(() -> explained.filter(polished -> polished.widths().size() >= found.depth()))
                .orElseGet(() -> new Outcome(this, outputs().quickly()));
        return best(outcome).partial(new Reason(Reason.Cause.of(e), e.getMessage() + unfinished()));
    }

    /** It goes in circles. */
    Recovery givenUp(Patience.OverException e) {
        Reason reason = new Reason(
                Reason.Cause.UNEXPLAINED,
                e.getMessage() + ", and " + leftOver() + unfinished() + ". Maybe try another --seed or --scale");
        takeAsItStands();
        try {
            return best(new Outcome(this, outputs().best())).partial(reason);
        } catch (OracleException stopped) {
            return cutShort(stopped);
        }
    }

    private String leftOver() {
        return peeling.left().size() + " boundary points are left that belong to none of the " + found.depth()
                + " layers found (" + found.widths() + ")";
    }

    private String unfinished() {
        return "; the last layer found may lack neurons, and the output layer is fitted to the " + answers.size()
                + " answers so far";
    }

    private void takeAsItStands() {
        peeling.promoteAsTheyAre();
        found = peeling.deepest();
    }

    private void keep(Outcome outcome) {
        // of one hidden layer, what a polish leaves may be neurons too weak to be met, and all others are the better
        // for it
        if (outcome.isExplained() || found.depth() == 1) {
            double error = outcome.typicalError();
            explained = explained.filter(e -> e.typicalError() < error).or(() -> Optional.of(outcome));
        }
    }

    /** An outcome that is not polished, or the last one that a polish has explained if that is nearer to the answers. */
    private Outcome best(Outcome outcome) {
        return explained.filter(e -> e.typicalError() < outcome.typicalError()).orElse(outcome);
    }

    ArrangementMethod method() {
        return method;
    }

    Ground ground() {
        return ground;
    }

    FoundLayers found() {
        return found;
    }

    Answers answers() {
        return answers;
    }

    Resolution resolution() {
        return resolution;
    }

    Dice random() {
        return random;
    }

    /** What is asked and measured with on all inputs; these answers are not kept. */
    Ground whole(String account) {
        return new Ground(oracle.withGaps().chargedTo(account), resolution, space, ground.line(), random);
    }

    /** Whether no network with so many neurons has been polished that takes long; the next time it has. */
    boolean isNews(int neurons) {
        boolean isNews = roughly != neurons;
        roughly = neurons;
        return isNews;
    }

    /** Whether questions may be asked everywhere. */
    boolean isUnbounded() {
        return space.domain().isUnbounded();
    }

    /** Where questions about all inputs are asked. */
    Box box() {
        return space.box();
    }

    /** The space that was searched in place of all inputs, if it was. */
    Optional<RowSpace> span() {
        return span;
    }

    /** By how much the searched space may be off, as an angle, besides what the rows of layer 1 may be; a standard error. */
    double outside() {
        return outside;
    }

    /** A network on the searched space as one on the inputs. */
    ReluNetwork lifted(ReluNetwork network) {
        return span.map(rows -> rows.lift(network)).orElse(network);
    }

    /** Lines on the inputs as lines on the searched space, as far as they are in its domain. */
    List<Segment> lowered(List<Segment> lines) {
        return span.map(rows -> lines.stream()
                        .map(rows::down)
                        .flatMap(line -> ground.space().domain().clip(line).stream())
                        .toList())
                .orElse(lines);
    }

    /** The inverse of {@link #lifted}. */
    ReluNetwork lowered(ReluNetwork network) {
        return span.map(rows -> rows.lower(network)).orElse(network);
    }
}
