package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Findings;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.Resolution;
import org.crease.recovery.Verification;
import org.crease.recovery.fit.OutputLayer;
import org.crease.recovery.fit.Polish;
import org.crease.recovery.fit.Polished;
import org.crease.recovery.fit.StandardErrors;
import org.crease.recovery.fit.ValueErrors;

/** A network on its way to a result: hidden layers and an output layer, polished, compared with the oracle, told. */
final class Outcome {
    private static final String ACCOUNT = "Polish";

    /** How many answers the polish is given for each that it needs, and besides: answers along walks are much alike. */
    private static final int ANSWERS_A_PARAMETER = 3;

    private static final int ANSWERS = 800;

    /** Rows of a pair that stand for one unit may differ by this share. */
    private static final double SAME = 1e-6;

    /** How often {@link Alternatives} are asked about, and of how many answers these take account. */
    private static final int TELLINGS = 8;

    private static final int ASKED = 20_000;

    /** How much less than their standard errors say walks count beside answers: these err less than their bound. */
    private static final double LOOSE = 4;

    /** In relative errors of coarse answers, how far a network may be off that is polished; and at most. */
    private static final double POLISHED = 20;

    private static final double MOST_POLISHED = 1e-4;

    /** The same for one that is not: what rows that walks measured make of these errors. */
    private static final double UNPOLISHED = 300;

    private static final double MOST_UNPOLISHED = 1e-3;

    /** In errors as they typically are, how far exact answers may be off. */
    private static final double TYPICAL = 64;

    /** In errors of the boundary that is known least exactly, how far exact answers may be off: they are off by less than that. */
    private static final double INEXACT = 10;

    /** What is left of answers that a network explains, in standard errors. */
    static final double EXPLAINED = 4;

    /** Besides, how many η one answer may be off by that is explained; and one where not all are, to find those. */
    private static final double ETAS = 8;

    private static final double ETAS_IF_NOT = 1;

    /** Where answers are coarse, how often it is polished at most. */
    private static final int ROUNDS = 4;

    /** Of the answers to a polish, one in so many may be one that it has not explained. */
    private static final int SHARE = 10;

    /** The standard error of a row that is good enough, in relative errors of an answer. */
    private static final double WANTED = 10;

    private final ArrangementRun run;
    /** The layers found as they were then. */
    private final FoundLayers found;

    private final OutputLayer output;
    /** On the inputs. */
    private ReluNetwork network;

    /** Of the polish, in standard errors of an answer; infinite before. */
    private double residual = Double.POSITIVE_INFINITY;

    /** What the polish has left of answers, as it is for half of them. */
    private double typical;

    /** What the standard error of each weight of layer 1 owes to directions outside the space that was searched. */
    private Optional<List<Vector>> outside = Optional.empty();

    private Optional<StandardErrors> errors = Optional.empty();
    private Optional<Verification> verification = Optional.empty();

    Outcome(ArrangementRun run, OutputLayer output) {
        this.run = run;
        this.found = run.found().copy();
        this.output = output;
        List<Layer> layers = new ArrayList<>(output.hidden());
        layers.add(output.output());
        this.network = run.lifted(new ReluNetwork(layers));
    }

    /**
     * All parameters once more, on the answers so far. Where these are coarse it is repeated with those that it explains worst, and with
     * further ones about neurons that it leaves badly known.
     */
    void polish() {
        int count = answersFor(run.lowered(network));
        boolean isCoarse = run.ground().isCoarse();
        Answers.Sample sample = run.answers().sample(count, run.random()).exactly();
        if (isCoarse && sample.x().size() < count) {
            // those before the space was known do not count
            ask(Stream.generate(run.ground()::anywhere)
                    .limit(count - sample.x().size())
                    .toList());
            sample = run.answers().sample(count, run.random()).exactly();
        }
        if (!isCoarse) {
            ReluNetwork hidden = new ReluNetwork(run.lowered(network).hidden());
            sample = new RareSides(hidden, 1, RareSides.ENOUGH).added(sample, run.answers());
        }
        List<Vector> at = new ArrayList<>(sample.x());
        List<Vector> f = new ArrayList<>(sample.f());
        if (at.isEmpty()) {
            return;
        }
        for (int round = 0; round < (isCoarse ? ROUNDS : 1); round++) {
            // of the first layer, answers on the searched space tell only what lies in it
            Optional<Polished> polished = polished(run.lowered(network), at, f, this::error);
            if (polished.isEmpty() || (isExplained() && polished.get().residual() > EXPLAINED)) {
                // what was added is no matter of digits: it would draw all others off, and hide where a neuron is
                // missing
                return;
            }
            residual = polished.get().residual();
            network = run.lifted(polished.get().network());
            errors = polished.get().errors();
            typical = isCoarse ? 0 : values(at, f).median();
            int before = at.size();
            if (isCoarse && isExplained()) {
                addUnexplained(at, f, count / SHARE);
                addBadlyKnown(at, f);
            }
            if (at.size() == before) {
                break;
            }
        }
    }

    /**
     * With the signs of the last layer solved for once more, now that rows are polished: where walks left them so inexact that not all signs
     * were told, linear units stand for what wrong ones leave. Empty if something linear is left still.
     */
    Optional<Outcome> signedAgain() {
        if (output.linearUnits() == 0 || !isExplained()) {
            return Optional.empty();
        }
        List<Layer> hidden = new ArrayList<>(run.lowered(network).hidden());
        Layer last = hidden.removeLast();
        hidden.add(Layer.relu(IntStream.range(0, last.outputs() - output.linearUnits())
                .mapToObj(last::neuron)
                .toList()));
        OutputLayer again = run.outputs().on(new ReluNetwork(hidden));
        return Optional.of(again)
                .filter(a -> a.linearUnits() == 0 && a.fits(run.resolution()))
                .or(() -> run.outputs()
                        .signed(run.lowered(network), output.linearUnits())
                        .filter(a -> a.fits(run.resolution())))
                .map(a -> new Outcome(run, a));
    }

    /**
     * What of the rows of layer 1 lies outside the space that was searched, which coarse normals have told inexactly.
     */
    void completeRows(RowSpace span) {
        new OutsideSpan(network, span, this::errorOutside, run.ground(), run.whole(ACCOUNT))
                .completed()
                .ifPresent(completed -> {
                    network = completed.network();
                    outside = Optional.of(completed.errors());
                });
    }

    private static int answersFor(ReluNetwork network) {
        return ANSWERS_A_PARAMETER * network.parameters() / network.outputs() + ANSWERS;
    }

    private Optional<Polished> polished(
            ReluNetwork start, List<Vector> at, List<Vector> f, ToDoubleFunction<Polish.Weight> known) {
        double[] eta = at.stream().mapToDouble(run.resolution()::standardError).toArray();
        boolean random = run.resolution().kind() == Resolution.Kind.NOISY;
        boolean isWide = start.parameters() > run.method().polish().maxParameters();
        boolean isShallow = run.ground().isCoarse() && found.depth() == 1;
        if (isWide && isShallow && !run.isNews(start.layers().getFirst().outputs())) {
            return Optional.empty();
        }
        // one hidden layer may be wide, and its rows are as inexact as answers are
        Polish polish = isWide && isShallow ? Polish.ROUGH : run.method().polish();
        Polish.Stored stored = new Polish.Stored(Points.of(at), Points.of(f), Vector.of(eta), random);
        return polish.polish(start, stored, known, run.ground().oracle()::checkOpen);
    }

    private void addUnexplained(List<Vector> at, List<Vector> f, int most) {
        Set<Vector> wrong = new HashSet<>(values().places(false, tolerance()));
        wrong.removeAll(at);
        if (wrong.isEmpty() || wrong.size() > most) {
            return; // or too many: that is no matter of digits
        }
        run.answers().forEachBatch(true, (x, answers) -> {
            for (int i = 0; i < x.size(); i++) {
                if (wrong.contains(x.get(i))) {
                    at.add(x.get(i));
                    f.add(answers.get(i));
                }
            }
        });
    }

    private void addBadlyKnown(List<Vector> at, List<Vector> f) {
        double wanted = WANTED * run.resolution().relative();
        List<List<Neuron>> neurons =
                IntStream.range(0, found.depth()).mapToObj(found::layer).toList();
        List<Vector> places = errors.map(
                        e -> new BadlyKnown(run.lowered(network), e, neurons, wanted, run.ground()).places())
                .orElse(List.of());
        if (!places.isEmpty()) {
            Answers.addWhole(places, ask(places), at, f);
        }
    }

    private Points ask(List<Vector> places) {
        return run.ground().chargedTo(ACCOUNT).oracle().ask(Points.of(places));
    }

    /** The standard error of a weight as walks and lines gave it, infinite for those of the output and of linear units. */
    private double error(Polish.Weight weight) {
        boolean isFound = weight.layer() < found.depth()
                && weight.output() < found.layer(weight.layer()).size();
        return isFound
                ? LOOSE * found.layer(weight.layer()).get(weight.output()).error(weight.input())
                : Double.POSITIVE_INFINITY;
    }

    /** The standard error of what a row of layer 1 has in a direction outside the space that was searched, as its normal was measured. */
    private double errorOutside(int neuron) {
        List<Neuron> first = found.layer(0);
        boolean isFound = neuron < first.size() && !first.get(neuron).isLinear();
        double tilt = isFound ? Math.hypot(first.get(neuron).tilt(), run.outside()) : Double.POSITIVE_INFINITY;
        return LOOSE * tilt;
    }

    /** Error up to which values agree, relative to the largest |f| over ‖x‖ + scale. */
    private double tolerance() {
        double relative = run.resolution().relative();
        if (run.ground().isCoarse() && isExplained()) {
            return Math.min(MOST_POLISHED, POLISHED * relative);
        }
        boolean isPolished = Double.isFinite(residual);
        if (run.ground().isCoarse()) {
            return isPolished ? 0 : Math.min(MOST_UNPOLISHED, UNPOLISHED * relative);
        }
        double usual = TYPICAL * (isPolished ? typical : output.misfit());
        // what rows leave, and not what weak neurons do that are missing
        double most = Math.min(Math.cbrt(relative), INEXACT * found.accuracy(found.depth()));
        return Math.max(Math.sqrt(relative), Math.min(most, usual));
    }

    /** Errors of an answer, besides, up to which values agree. */
    private double etas() {
        return !run.ground().isCoarse() ? 0 : isExplained() ? ETAS : ETAS_IF_NOT;
    }

    /** Of the hidden layers as they were found. */
    List<Integer> widths() {
        return found.widths();
    }

    /** Whether a polish has explained the answers. */
    boolean isExplained() {
        return residual <= EXPLAINED;
    }

    Layer outputLayer() {
        return network.outputLayer();
    }

    /** The standard errors of its weights, a vector for each output. */
    List<Vector> outputErrors() {
        int layer = found.depth();
        Account account = account();
        return IntStream.range(0, network.outputs())
                .mapToObj(
                        o -> Vector.of(IntStream.range(0, network.outputLayer().inputs())
                                .mapToDouble(i -> account.standardError(layer, o, i))
                                .toArray()))
                .toList();
    }

    /** On the searched space. */
    ReluNetwork searched() {
        return run.lowered(network);
    }

    /** The standard error of a row of layer 1 on the searched space, as the polish tells it; infinite if it does not. */
    double rowError(int neuron) {
        return errors.map(e -> Math.sqrt(IntStream.range(0, run.ground().inputs())
                        .mapToDouble(j -> Math.pow(e.weight(0, neuron, j), 2))
                        .sum()))
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** The standard error of its bias. */
    double biasError(int neuron) {
        return errors.map(e -> e.bias(0, neuron)).orElse(Double.POSITIVE_INFINITY);
    }

    /** Where a boundary is missing, going by all answers so far: ways from some that are not explained to some that are. */
    List<Segment> unexplained() {
        ValueErrors values = values();
        return Verify.between(values.places(true, tolerance()), values.places(false, tolerance()), run.ground());
    }

    /** Largest difference from all answers so far, over the largest answer. */
    double largestError() {
        return values().maxRel();
    }

    /** By how much answers so far are off on average, but for what one may be off by that is explained; of some, spread over all. */
    double typicalError() {
        ReluNetwork own = run.lowered(network);
        ValueErrors values = new ValueErrors(run.ground().space().scale(), run.resolution(), ETAS);
        Answers.Sample some = run.answers().spread(ASKED, run.ground().isCoarse());
        if (!some.x().isEmpty()) {
            values.add(some.x(), Points.of(some.f()), own.evaluate(Points.of(some.x())));
        }
        return values.mean();
    }

    private ValueErrors values(List<Vector> at, List<Vector> f) {
        ValueErrors values = new ValueErrors(run.ground().space().scale(), run.resolution(), 0);
        values.add(at, Points.of(f), run.lowered(network).evaluate(Points.of(at)));
        return values;
    }

    /** Of all answers so far: a million of them take seconds. */
    private ValueErrors values() {
        ReluNetwork own = run.lowered(network);
        ValueErrors values = new ValueErrors(run.ground().space().scale(), run.resolution(), etas());
        run.answers().forEachBatch(run.ground().isCoarse(), (x, f) -> {
            run.ground().oracle().checkOpen();
            values.add(x, Points.of(f), own.evaluate(Points.of(x)));
        });
        return values;
    }

    /** In the searched space, and where that is part of a bounded domain only, in all of the domain too. */
    Verify.Result verify() {
        Optional<Verify.Result> wrong = wrongAlternative();
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Verify.Result checked = verify(run.lowered(network), List.of(), run.ground());
        if (run.span().isPresent() && !run.isUnbounded() && checked.wrong() == 0) {
            if (run.ground().isCoarse()) {
                completeRows(run.span().get());
            }
            List<Vector> corners =
                    new FarCorners(network.layers().getFirst(), run.span().get(), run.box()).draw(run.random());
            Verify.Result all = verify(network, corners, run.whole(ACCOUNT));
            return new Verify.Result(all.verification(), run.lowered(all.parting()), all.wrong());
        }
        return checked;
    }

    /** Where f is as another row has it, and not as that of f̂. */
    private Optional<Verify.Result> wrongAlternative() {
        for (int round = 0; round < TELLINGS; round++) {
            Supplier<List<Vector>> asked =
                    () -> run.answers().sample(ASKED, run.random()).exactly().x();
            List<Vector> parting = new Alternatives(found, asked, run.ground()).parting();
            if (parting.isEmpty()) {
                break;
            }
            Verify.Result told = Verify.at(parting, run.lowered(network), tolerance(), etas(), run.ground());
            if (told.wrong() > 0) {
                return Optional.of(told);
            }
        }
        return Optional.empty();
    }

    private Verify.Result verify(ReluNetwork own, List<Vector> besides, Ground ground) {
        double tolerance = tolerance();
        Verify.Result checked = run.method()
                .verify()
                .run(own, output.linearUnits(), tolerance, etas(), run.answers().asked(), besides, ground);
        verification = Optional.of(checked.verification());
        return checked;
    }

    /**
     * Complete, unless something linear is left that no neuron found explains, although the signs of the last layer have equations
     * enough: it may be a neuron that would switch where nobody looked. One that may switch nowhere is as good as linear; its bias cannot be known.
     */
    Recovery certified() {
        for (int k = 0; k < found.depth(); k++) {
            if (!linearUnitsNeverSwitch(k)) {
                return partial("something linear is left in the weights above layer " + (k + 1) + " that none of its "
                        + "neurons found explains. Maybe one is missing that is on wherever it was asked: try another "
                        + "--seed or --scale");
            }
        }
        long open = IntStream.range(0, found.depth())
                .mapToObj(found::layer)
                .flatMap(List::stream)
                .mapToLong(z -> z.open().size())
                .sum();
        if (run.ground().isCoarse() && open > 0) {
            // with exact answers walks have looked everywhere; with few digits a crossing that is far off does not show
            return partial(
                    "weights whose boundaries were not seen to cross number " + open + ", and answers with so few"
                            + " digits do not tell that these cross nowhere. Maybe try another --seed or --scale");
        }
        if (run.ground().isCoarse()
                && !isExplained()
                && found.widths().getFirst() > run.ground().inputs()) {
            // rows as they were measured leave errors that would hide a weak neuron
            return partial("the network has too many parameters for a fit of all of them, and without one answers with"
                    + " so few digits do not tell whether a weak neuron is missing");
        }
        int neurons = found.widths().getLast();
        int equations = found.network().layers().getLast().inputs() * network.outputs();
        if (output.linearUnits() == 0 || neurons > equations || outputUnitsNeverSwitch()) {
            Findings findings = findings();
            return Account.undecidedNeuron(findings)
                    .map(neuron -> partial("no weight of neuron " + neuron.index() + " of layer " + (neuron.layer() + 1)
                            + " is known: it is on at so few places that hardly an answer tells of it. Maybe try"
                            + " another --seed or --scale"))
                    .orElseGet(() -> new Recovery.Complete(findings));
        }
        return partial(
                "something linear is left in the output of layer " + found.depth() + " that none of its "
                        + neurons
                        + " neurons explains, and stands as " + output.linearUnits()
                        + " linear units. Maybe a neuron is missing that is on wherever it was asked: try another --seed or --scale");
    }

    /** Whether a layer, from 0, has no linear unit, or one that stands for one neuron that may switch nowhere. */
    private boolean linearUnitsNeverSwitch(int layer) {
        List<Neuron> neurons = found.layer(layer);
        int[] units = IntStream.range(0, neurons.size())
                .filter(i -> neurons.get(i).isLinear())
                .toArray();
        return units.length == 0 || (units.length == 1 && mayNeverSwitch(found.network(layer + 1), units[0]));
    }

    /** Whether those of the output stand for one such neuron: its row is known if the signs are. */
    private boolean outputUnitsNeverSwitch() {
        ReluNetwork hidden = new ReluNetwork(run.lowered(network).hidden());
        int unit = hidden.outputs() - output.linearUnits();
        Layer last = hidden.layers().getLast();
        boolean isOne = output.linearUnits() == 1
                || (output.linearUnits() == 2
                        && last.row(unit).plus(1, last.row(unit + 1)).norm()
                                <= SAME * last.row(unit).norm());
        return output.signCertificate().isPresent() && isOne && mayNeverSwitch(hidden, unit);
    }

    /**
     * Whether a neuron with a known row may switch nowhere, whatever its bias: of many ways down its slope, or of as many up, none leads on for
     * ever. The run has looked for its boundary along such ways, and verification has compared f there.
     */
    private boolean mayNeverSwitch(ReluNetwork hidden, int unit) {
        return IntStream.of(1, -1).anyMatch(side -> !DownSlope.isEndless(hidden, unit, side, run.ground()));
    }

    Recovery partial(String message) {
        return partial(new Reason(Reason.Cause.UNEXPLAINED, message));
    }

    Recovery partial(Reason reason) {
        return new Recovery.Partial(findings(), reason);
    }

    private Findings findings() {
        return account().findings(verification);
    }

    private Account account() {
        return new Account(network, output, found, errors, outside, run.span(), run.resolution());
    }
}
