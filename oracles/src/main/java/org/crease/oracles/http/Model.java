package org.crease.oracles.http;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.oracles.model.OneLine;

/** A model's address and signature: how questions become the body of a request, and its response answers. */
record Model(ModelAddress address, ModelSignature signature) {
    /** No server writes more for a number: sign, 17 digits, point, exponent, brackets, and white space of a pretty printer. */
    private static final int BYTES_A_NUMBER = 96;
    /** For all of a response that is not numbers. */
    private static final int FRAME_BYTES = 1 << 16;
    /** An estimate of a number that we write. */
    private static final int BYTES_A_COORDINATE = 24;

    private static final int MOST_BYTES = 1 << 30;

    URI uri() {
        return address.infer();
    }

    /** About how many questions make a request of so many bytes, at least 1. */
    int questionsIn(int bytes) {
        return Math.max(1, bytes / BYTES_A_COORDINATE / signature.inputs());
    }

    /** @throws MalformedMessageException if a coordinate is too large for the input's datatype */
    Optional<byte[]> body(double[] values, int from, int to) {
        int n = signature.inputs();
        WireTensor input = WireTensor.of(
                signature.input(), signature.shapeFor(to - from), signature.inputType(), values, from * n, to * n);
        Optional<String> output = signature.isOneOfSeveral() ? Optional.of(signature.output()) : Optional.empty();
        return Optional.of(InferenceMessage.request(input, output));
    }

    /** The bound of a response that holds so many numbers. */
    static int mostBytes(long numbers) {
        return (int) Math.min(MOST_BYTES, FRAME_BYTES + BYTES_A_NUMBER * numbers);
    }

    /** @throws MalformedMessageException if the response does not hold as many answers as there were questions */
    Points answers(byte[] response, int questions) {
        InferenceMessage message = InferenceMessage.read(response, "outputs", signature.outputType());
        // one that is alone may have another name than the metadata say
        boolean isByName = signature.isOneOfSeveral() || message.tensors().size() > 1;
        WireTensor tensor = isByName ? message.named(signature.output()) : message.only();
        if (!tensor.datatype().isEmpty()
                && !tensor.datatype().equals(signature.outputType().name())) {
            throw new MalformedMessageException(
                    "output datatype must be " + signature.outputType() + ", got " + OneLine.of(tensor.datatype()));
        }
        List<Long> shape = tensor.shape();
        if (questions > 1 && !shape.isEmpty() && shape.getFirst() != questions) {
            throw new MalformedMessageException("output shape must begin with " + questions + ", got " + shape);
        }
        return tensor.points(questions);
    }
}
