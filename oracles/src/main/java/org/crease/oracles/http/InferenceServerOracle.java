package org.crease.oracles.http;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.Arrivals;
import org.crease.oracle.NotKeptException;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.crease.oracles.model.Opening;
import org.crease.oracles.model.UnreadableModelException;

/**
 * A model server behind the keyhole: the Open Inference Protocol, version 2, in JSON over HTTP, which KServe, Triton, MLServer
 * and OpenVINO speak.
 *
 * <p>A question is the input tensor flattened row by row, an answer the output tensor likewise. Questions to an FP32 input are
 * rounded to float32, as those to a float32 model file are. A dynamic first dimension of an input of rank 2 or more is a batch:
 * questions are then asked together, several requests at once. Any other input is one question. To tell whether batches work,
 * {@link #open} asks up to five questions of its own.
 *
 * <p>Requests that find the server busy, or no server, are repeated after pauses that grow; a server that says 429 gets one
 * request at a time from then on; one that finds a request too large gets halves. Redirects are not followed, and responses
 * larger than answers can be are not read to their end.
 *
 * <p>Not for several threads.
 */
public final class InferenceServerOracle implements Oracle, AutoCloseable {
    /** The environment variable for the token, where a command line looks for it, since others see its arguments. */
    public static final String TOKEN_VARIABLE = "CREASE_TOKEN";

    /** A server that takes longer to be connected to is not there. */
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    private final Wire wire;
    private final Requests requests;
    private final Model model;
    private final int outputs;
    private int batch;
    private boolean closed;

    private InferenceServerOracle(Wire wire, Requests requests, Model model, int outputs, int batch) {
        this.wire = wire;
        this.requests = requests;
        this.model = model;
        this.outputs = outputs;
        this.batch = batch;
    }

    /** {@link #open(URI, ServerSettings, Optional, IntFunction, Opening, BooleanSupplier) Opens} a model that may be asked anywhere. */
    public static InferenceServerOracle open(
            URI address, ServerSettings settings, Optional<String> token, BooleanSupplier stopped) {
        return open(address, settings, token, Box::unbounded, Opening.DIRECT, stopped);
    }

    /**
     * Asks a server what its model is like.
     *
     * @param address {@code http(s)://HOST[:PORT][/PREFIX]/v2/models/NAME[/versions/V]}
     * @param token sent as bearer token with every request, and never shown
     * @param domain where the model may be asked, by the number of inputs
     * @param opening hears the first questions
     * @param stopped asked on the thread that asks, every twentieth of a second while it waits; once true it must stay so
     * @throws UnreadableModelException if there is no such server, or its model has not one input and one output, or one that the settings
     *     name, both FP32 or FP64; nothing stays open then
     * @throws StoppedException if somebody said stop
     */
    public static InferenceServerOracle open(
            URI address,
            ServerSettings settings,
            Optional<String> token,
            IntFunction<Box> domain,
            Opening opening,
            BooleanSupplier stopped) {
        ModelAddress where = ModelAddress.of(address);
        Duration connect = settings.timeout().compareTo(LONGEST_CONNECT) < 0 ? settings.timeout() : LONGEST_CONNECT;
        Wire wire = new Wire(where, token, connect, InstantSource.system());
        try {
            return probed(wire, new Requests(wire, settings, stopped, System::nanoTime), settings, domain, opening);
        } catch (StoppedException | NotKeptException e) {
            wire.close();
            throw e;
        } catch (OracleException e) {
            wire.close();
            throw new UnreadableModelException(e.getMessage(), e);
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private static InferenceServerOracle probed(
            Wire wire, Requests requests, ServerSettings settings, IntFunction<Box> domain, Opening opening) {
        byte[] metadata = new Single(wire.address().model(), Optional.empty(), 0).through(requests);
        Model model = new Model(wire.address(), signature(metadata, settings, wire.address()));
        Probe.Outcome found = new Probe(model, requests).outcome(domain, opening);
        int batch = 1;
        if (found.batches()) {
            batch = Math.min(settings.batch(), model.questionsIn(settings.requestBytes()));
            batch = Math.min(batch, Probe.statedBatch(wire.address(), requests).orElse(batch));
            // a server that counts questions may refuse a request with more than it allows a second
            batch = Math.min(batch, Math.max(1, (int) Math.min(settings.rate(), batch)));
        }
        return new InferenceServerOracle(wire, requests, model, found.outputs(), batch);
    }

    private static ModelSignature signature(byte[] metadata, ServerSettings settings, ModelAddress address) {
        try {
            return ModelSignature.of(metadata, settings.output());
        } catch (OracleException e) {
            throw new OracleException(e.getMessage() + ": " + address, e);
        }
    }

    @Override
    public int inputs() {
        return model.signature().inputs();
    }

    @Override
    public int outputs() {
        return outputs;
    }

    /** The shorter of the input's and the output's arithmetic: {@code "float32"} or {@code "float64"}. */
    public String arithmetic() {
        return model.signature().arithmetic();
    }

    /** The most questions that go into one request; 1 if the model takes no batches. */
    public int batchLimit() {
        return batch;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the questions have another dimension than {@link #inputs()}
     * @throws AnsweredInPartException if only some were answered, with these answers
     * @throws StoppedException if somebody said stop before any was
     */
    @Override
    public Points ask(Points questions) {
        return Arrivals.all(this, questions);
    }

    /** {@inheritDoc} Each request is a part. */
    @Override
    public void askInParts(Points questions, boolean again, Consumer<AnsweredInPartException.Part> arrived) {
        if (questions.dimension() != inputs()) {
            throw new IllegalArgumentException(
                    "questions must have dimension " + inputs() + ", got " + questions.dimension());
        }
        if (closed) {
            throw new OracleException("server must be open to be asked, got a closed one: " + model.address());
        }
        Batch asked = new Batch(model, outputs, questions, batch, arrived);
        try {
            requests.run(asked);
        } finally {
            batch = asked.limit();
        }
    }

    /** Ends the connections; a second call does nothing. */
    @Override
    public void close() {
        closed = true;
        wire.close();
    }
}
