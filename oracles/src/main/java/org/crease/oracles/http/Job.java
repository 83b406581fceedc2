package org.crease.oracles.http;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One request, and who takes its response. */
interface Job {
    URI uri();

    /** What is posted; empty to get. */
    Optional<byte[]> body();

    /** How many questions are in it. */
    int questions();

    /** The bound of the response, in bytes. */
    int mostBytes();

    /**
     * Takes the response.
     *
     * @throws MalformedMessageException if it is not what was asked for
     */
    void accept(byte[] response);

    /** The same in smaller requests, after the server found it too large; empty if it cannot be split. */
    List<Job> split();
}
