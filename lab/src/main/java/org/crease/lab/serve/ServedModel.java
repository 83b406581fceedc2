package org.crease.lab.serve;

import io.javalin.http.BadRequestResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.oracle.Oracle;
import org.crease.oracles.http.Datatype;
import org.crease.oracles.http.InferenceMessage;
import org.crease.oracles.http.MalformedMessageException;
import org.crease.oracles.http.WireTensor;

/** An oracle as the protocol sees it: one input {@code x} of shape [batch, n], one output {@code y} of shape [batch, m]. */
public final class ServedModel {
    /** The only version that there is. */
    static final String VERSION = "1";

    static final String INPUT = "x";
    static final String OUTPUT = "y";

    /**
     * What one request asks.
     *
     * @param id what the client calls it, which its response must repeat
     */
    record Questions(Optional<String> id, Points points) {
        int size() {
            return points.size();
        }
    }

    private final String name;
    private final Datatype datatype;
    private final Oracle oracle;

    /**
     * @param oracle asked by one thread at a time
     * @param datatype of its questions and answers
     */
    public ServedModel(String name, Datatype datatype, Oracle oracle) {
        this.name = name;
        this.datatype = datatype;
        this.oracle = oracle;
    }

    public String name() {
        return name;
    }

    Datatype datatype() {
        return datatype;
    }

    int inputs() {
        return oracle.inputs();
    }

    int outputs() {
        return oracle.outputs();
    }

    /**
     * The questions in a request.
     *
     * @throws MalformedMessageException if it is not one for this model
     */
    Questions questions(byte[] request) {
        InferenceMessage message = InferenceMessage.read(request, "inputs", datatype);
        WireTensor tensor = message.only();
        need("input name", INPUT, tensor.name());
        need("input datatype", datatype.name(), tensor.datatype());
        List<Long> shape = tensor.shape();
        if (shape.size() != 2 || shape.getFirst() < 1 || shape.getLast() != inputs()) {
            throw new BadRequestResponse("input shape must be [batch, " + inputs() + "], got " + shape);
        }
        if (tensor.count() != shape.getFirst() * inputs()) {
            throw new BadRequestResponse("data must number as many as shape " + shape + ", got " + tensor.count());
        }
        return new Questions(message.id(), tensor.points(tensor.count() / inputs()));
    }

    private static void need(String what, String bound, String value) {
        if (!bound.equals(value)) {
            throw new BadRequestResponse(what + " must be " + bound + ", got '" + value + "'");
        }
    }

    /** The body of a response. */
    byte[] response(Questions questions) {
        Points answers;
        synchronized (oracle) { // a session of ONNX Runtime, and dice, are for one thread
            answers = oracle.ask(questions.points());
        }
        LinkedHashMap<String, String> about = new LinkedHashMap<>();
        about.put("model_name", name);
        about.put("model_version", VERSION);
        questions.id().ifPresent(id -> about.put("id", id));
        double[] values = answers.toArray();
        List<Long> shape = List.of((long) answers.size(), (long) answers.dimension());
        return InferenceMessage.response(about, WireTensor.of(OUTPUT, shape, datatype, values, 0, values.length));
    }
}
