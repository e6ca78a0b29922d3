package dev.aisle.consistency;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The way to a server on this machine, which may move to another port; a test can spoil it. */
final class Relay implements AutoCloseable {

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** How many further answers are cut off in their middle. */
    private final AtomicInteger cuts = new AtomicInteger();

    private volatile int target;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean garbled;

    Relay(int target) {
        this.target = target;
        try {
            this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    int port() {
        return this.server.getLocalPort();
    }

    /** From now on new connections lead there. */
    void leadTo(int port) {
        this.target = port;
    }

    /** Each piece of an answer takes so much longer. */
    void delay(Duration more) {
        this.delay = more;
    }

    /** Answers are nonsense. */
    void garble() {
        this.garbled = true;
    }

    /** The next answers end in their middle, and with them their connections. */
    void cutAnswers(int count) {
        this.cuts.set(count);
    }

    /** All is as it should be. */
    void mend() {
        this.delay = Duration.ZERO;
        this.garbled = false;
        this.cuts.set(0);
    }

    private void accept() {
        while (!this.server.isClosed()) {
            try {
                var client = this.server.accept();
                connect(client);
            } catch (IOException _) {
                // closed, or the next one may fare better
            }
        }
    }

    private void connect(Socket client) {
        try {
            var upstream = new Socket(InetAddress.getLoopbackAddress(), this.target);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            this.sockets.add(client);
            this.sockets.add(upstream);
            Thread.ofVirtual().name("relay-up").start(() -> pass(client, upstream, false));
            Thread.ofVirtual().name("relay-down").start(() -> pass(upstream, client, true));
        } catch (IOException _) {
            close(client);
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            var buffer = new byte[16 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answers && !spoil(buffer, read, out)) {
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException _) {
            // one end is gone: so is the other
        } finally {
            close(from);
            close(to);
        }
    }

    /** Returns whether to go on. */
    private boolean spoil(byte[] answer, int length, OutputStream out) throws IOException {
        if (!this.delay.isZero()) {
            LockSupport.parkNanos(this.delay.toNanos());
        }
        if (this.garbled) {
            Arrays.fill(answer, 0, length, (byte) 'x');
        }
        if (this.cuts.get() > 0 && this.cuts.getAndDecrement() > 0) {
            out.write(answer, 0, length / 2);
            return false;
        }
        return true;
    }

    private void close(Socket socket) {
        this.sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException _) {
            // closed is closed
        }
    }

    @Override
    public void close() {
        try {
            this.server.close();
        } catch (IOException _) {
            // closed is closed
        }
        this.sockets.forEach(this::close);
    }
}
