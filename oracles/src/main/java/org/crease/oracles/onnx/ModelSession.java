package org.crease.oracles.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.Map;
import org.crease.oracles.model.UnreadableModelException;

/** A model in ONNX Runtime, on one thread so that runs repeat bit for bit: row-major numbers in, row-major numbers out. */
final class ModelSession implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Signature signature;

    private ModelSession(OrtEnvironment environment, OrtSession session, Signature signature) {
        this.environment = environment;
        this.session = session;
        this.signature = signature;
    }

    /** @throws UnreadableModelException if the model is not what {@link Signature} wants; nothing stays open then */
    static ModelSession open(Path model) throws OrtException {
        // Errors reach our caller as exceptions; the runtime's own lines on standard error would say them twice.
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "crease");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setDeterministicCompute(true);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            OrtSession session = environment.createSession(model.toString(), options);
            try {
                return new ModelSession(environment, session, Signature.of(session));
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        }
    }

    Signature signature() {
        return signature;
    }

    /**
     * One run.
     *
     * @param values row-major; questions {@code from} (inclusive) to {@code to} (exclusive) are asked
     * @return the output, flattened
     */
    double[] run(double[] values, int from, int to) throws OrtException {
        int n = signature.inputs();
        long[] shape = signature.shapeFor(to - from);
        try (OnnxTensor input = Tensors.of(signature.inputArithmetic(), environment, values, from * n, to * n, shape);
                OrtSession.Result result = session.run(Map.of(signature.inputName(), input))) {
            return Tensors.values(signature.outputArithmetic(), (OnnxTensor) result.get(0));
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
