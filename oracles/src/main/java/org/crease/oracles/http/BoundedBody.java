package org.crease.oracles.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads a body up to a bound, and ends the connection where it goes on. Not asked by several threads at once. */
final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Body> {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private Flow.Subscription subscription;

    /**
     * What was read.
     *
     * @param whole false if there was more than the bound
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, compared with nothing
    record Body(byte[] bytes, boolean whole) {}

    /** @param most bytes */
    BoundedBody(int most) {
        this.most = most;
    }

    @Override
    public CompletionStage<Body> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = source;
        source.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int room = Math.min(buffer.remaining(), most - bytes.size());
            byte[] part = new byte[room];
            buffer.get(part);
            bytes.write(part, 0, room);
            if (buffer.hasRemaining()) {
                subscription.cancel();
                body.complete(new Body(bytes.toByteArray(), false));
                return;
            }
        }
    }

    @Override
    public void onError(Throwable trouble) {
        body.completeExceptionally(trouble);
    }

    @Override
    public void onComplete() {
        body.complete(new Body(bytes.toByteArray(), true));
    }
}
