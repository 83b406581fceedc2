package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.crease.lab.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server behind TLS with a certificate that it signed itself, made for the test by the JDK's keytool. */
@Timeout(120)
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private Path keys;

    @BeforeEach
    void makeACertificate() throws IOException, InterruptedException {
        keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(keytool.exitValue()).isZero();
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefusedInOneLine() throws Exception {
        try (Serving plain = Serving.of(Repository.path("examples/2-4-3-2.json").toString());
                Tls tls = new Tls(keys, URI.create(plain.address()))) {
            Path out = folder.resolve("run");
            Cli cli = Cli.run("recover", tls.address(), "--out", out.toString());
            assertThat(cli.err())
                    .startsWith("crease: server must speak TLS that this machine trusts, got ")
                    .contains("unable to find valid certification path")
                    .hasLineCount(1);
            assertThat(cli.code()).isEqualTo(2);
            assertThat(out).doesNotExist();
        }
    }

    /** In a process of its own, since the JDK reads its trust store once. */
    @Test
    void oneInTheTrustStoreIsAccepted() throws Exception {
        try (Serving plain = Serving.of(Repository.path("examples/2-4-3-2.json").toString());
                Tls tls = new Tls(keys, URI.create(plain.address()))) {
            Path output = folder.resolve("output");
            Process java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djavax.net.ssl.trustStore=" + keys,
                            "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Main.class.getName(),
                            "inspect",
                            tls.address())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(output).content().contains("2 inputs, 2 outputs");
            assertThat(java.exitValue()).isZero();
        }
    }

    /** Takes TLS off, and passes all bytes on. */
    private static final class Tls implements AutoCloseable {
        private final SSLServerSocket socket;
        private final URI plain;

        Tls(Path keys, URI plain) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            this.plain = plain;
            this.socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().daemon().start(this::accept);
        }

        String address() {
            return "https://127.0.0.1:" + socket.getLocalPort() + plain.getPath();
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    Socket from = socket.accept();
                    Socket to = new Socket(plain.getHost(), plain.getPort());
                    pass(from, to);
                    pass(to, from);
                } catch (IOException e) {
                    return; // closed
                }
            }
        }

        private static void pass(Socket from, Socket to) {
            Thread.ofPlatform().daemon().start(() -> {
                try (InputStream in = from.getInputStream();
                        OutputStream out = to.getOutputStream()) {
                    byte[] bytes = new byte[1 << 14];
                    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                        out.write(bytes, 0, n);
                        out.flush();
                    }
                } catch (IOException e) {
                    // the other end is gone, or did not trust us
                }
            });
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
