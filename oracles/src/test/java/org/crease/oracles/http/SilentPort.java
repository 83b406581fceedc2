package org.crease.oracles.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port that is taken and refuses connections: a free one might be another server's by the time it is asked. */
final class SilentPort implements AutoCloseable {
    /** Far more than a closed server takes to let go of its port, 5 ms each. */
    private static final int ATTEMPTS = 2000;

    private final Socket holder;

    /** @param port 0 for any; otherwise one that was a server's until now */
    SilentPort(int port) {
        try {
            holder = holder(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket holder(int port) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Socket socket = new Socket();
            try {
                socket.setReuseAddress(true); // the server's connections may not be forgotten yet
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                socket.setReuseAddress(false);
                return socket;
            } catch (BindException e) {
                socket.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                BatchesTest.sleep(5);
            }
        }
    }

    int number() {
        return holder.getLocalPort();
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
