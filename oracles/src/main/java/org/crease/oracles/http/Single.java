package org.crease.oracles.http;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One request that is made for its whole response, as those are that open a server. */
final class Single implements Job {
    /** Far more than metadata take, or the answers to two questions. */
    private static final int MOST_BYTES = 1 << 26;

    private final URI uri;
    private final Optional<byte[]> body;
    private final int questions;
    private byte[] response = {};

    Single(URI uri, Optional<byte[]> body, int questions) {
        this.uri = uri;
        this.body = body;
        this.questions = questions;
    }

    /** Has it done and returns the body of the response. */
    byte[] through(Requests requests) {
        requests.run(List.of(this).iterator());
        return response;
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public Optional<byte[]> body() {
        return body;
    }

    @Override
    public int questions() {
        return questions;
    }

    @Override
    public int mostBytes() {
        return MOST_BYTES;
    }

    @Override
    public void accept(byte[] body) {
        response = body;
    }

    @Override
    public List<Job> split() {
        return List.of();
    }
}
