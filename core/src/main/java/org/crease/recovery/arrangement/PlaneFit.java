package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Vector;
import org.crease.recovery.arrangement.Ground.Probe;
import org.crease.recovery.fit.LeastSquares;

/** A plane of layer 1 fitted to all places where lines met it, besides the one where its normal was measured. */
final class PlaneFit {
    /** In errors of its position, how far from the plane a place of it may be. */
    private static final double AGREES = 10;

    /** One place in so many may be one of another boundary. */
    private static final int FOREIGN = 6;

    private static final int ROUNDS = 5;

    /** How many places more than determine a plane are asked. */
    private static final int SPARE = 4;

    private PlaneFit() {}

    /** Far places where the plane of a neuron is met, as many as determine it and a few more; four questions each. */
    static List<BoundaryPoint> met(Neuron neuron, Ground ground) {
        Hyperplane plane = Hyperplane.through(
                neuron.spots().getFirst().position(), neuron.form().gradient());
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < ground.inputs() + SPARE; i++) {
            Vector x = plane.project(ground.space().pointAt(ground.farDistance(), ground.random()));
            double window = Math.max(ground.grainAt(x), 8 * neuron.accuracy()) * ground.sizeAt(x);
            probes.add(ground.probe(x, neuron.form().gradient().unit(), window));
        }
        List<Optional<Kink>> kinks = ground.chargedTo(FirstLayer.ACCOUNT).locate(probes);
        List<BoundaryPoint> met = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            Probe probe = probes.get(i);
            kinks.get(i).ifPresent(k -> met.add(probe.at(k, neuron.accuracy())));
        }
        return met;
    }

    /** The neuron as the places show it, or as it was if they do not agree. */
    static Neuron of(Neuron neuron, List<BoundaryPoint> places, Ground ground) {
        AffineForm fitted = neuron.form();
        List<BoundaryPoint> agreeing = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            AffineForm form = fitted;
            double[] offsets = places.stream()
                    .mapToDouble(p -> Math.abs(form.distance(p.position())))
                    .sorted()
                    .toArray();
            double typical = offsets.length == 0 ? 0 : offsets[offsets.length / 2];
            boolean many = determine(places, ground);
            List<BoundaryPoint> now = places.stream()
                    .filter(p -> Math.abs(form.distance(p.position()))
                            <= AGREES * Math.max(error(p, ground), many ? typical : doubt(neuron, p, ground)))
                    .toList();
            if (now.isEmpty() || FOREIGN * now.size() < (FOREIGN - 1) * places.size()) {
                return neuron;
            }
            if (now.equals(agreeing)) {
                break;
            }
            agreeing = now;
            fitted = fitted(neuron, now, ground);
        }
        double worst = 0;
        for (BoundaryPoint p : agreeing) {
            double off = Math.abs(fitted.distance(p.position()));
            worst = Math.max(worst, off / ground.sizeAt(p.position()));
            if (off > AGREES * error(p, ground)) {
                return neuron;
            }
        }
        double accuracy = determine(agreeing, ground) ? Math.max(Neuron.FINEST, 4 * worst) : neuron.accuracy();
        return new Neuron(
                fitted, Set.of(), Set.of(), Math.min(neuron.accuracy(), accuracy), neuron.errors(), neuron.spots());
    }

    /** How far a place may be off by what was known before. */
    private static double doubt(Neuron neuron, BoundaryPoint p, Ground ground) {
        return neuron.accuracy() * ground.sizeAt(p.position());
    }

    /** Whether places determine a plane without the first measurement. */
    private static boolean determine(List<BoundaryPoint> places, Ground ground) {
        return places.size() > ground.inputs() + 1;
    }

    private static double error(BoundaryPoint p, Ground ground) {
        return Math.max(p.error(), 1e-14 * ground.sizeAt(p.position()));
    }

    /** Least squares for what the form lacks: each place is an equation, the first measurement holds what they leave open. */
    private static AffineForm fitted(Neuron neuron, List<BoundaryPoint> places, Ground ground) {
        int n = ground.inputs();
        AffineForm form = neuron.form();
        Spot first = neuron.spots().getFirst();
        double tilt = neuron.accuracy() * (determine(places, ground) ? NeuronFit.LOOSE : 1);
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (BoundaryPoint p : places) {
            double[] row = new double[n + 1];
            for (int i = 0; i < n; i++) {
                row[i] = (p.position().get(i) - first.position().get(i)) / error(p, ground);
            }
            row[n] = 1 / error(p, ground);
            rows.add(Vector.of(row));
            right.add(-form.at(p.position()) / error(p, ground));
        }
        for (int i = 0; i < n; i++) {
            rows.add(Vector.axis(n + 1, i).times(1 / tilt));
            right.add(0.0);
        }
        rows.add(Vector.axis(n + 1, n).times(1 / (tilt * ground.sizeAt(first.position()))));
        right.add(0.0);
        LeastSquares fit = LeastSquares.solve(rows, right);
        Vector lacking = fit.solution().column(0);
        double[] gradient = form.gradient().toArray();
        double shift = 0;
        for (int i = 0; i < n; i++) {
            gradient[i] += lacking.get(i);
            shift += lacking.get(i) * first.position().get(i);
        }
        double length = Vector.of(gradient).norm();
        return new AffineForm(
                Vector.of(gradient).times(1 / length), (form.constant() + lacking.get(n) - shift) / length);
    }
}
