package dev.aisle.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.zaxxer.hikari.HikariDataSource;

import dev.aisle.kernel.testing.TestDatabase;

/** A way to a server on this machine that a test can close, hold up or cut. */
final class FaultyLink implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition open = this.lock.newCondition();

    private boolean held;
    private volatile boolean refusing;

    private FaultyLink(int target) {
        this.target = target;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** A way to the server of a database. */
    static FaultyLink to(TestDatabase database) {
        return new FaultyLink(URI.create(database.url("aisle_query").substring("jdbc:".length())).getPort());
    }

    /** Connections of readers that go this way, and wait for nothing longer than a second. */
    HikariDataSource pool(TestDatabase database, int size) {
        var pool = new HikariDataSource();
        var url = database.url("aisle_query");
        pool.setJdbcUrl(url.replaceFirst(":[0-9]+/", ":" + this.server.getLocalPort() + "/")
                + (url.contains("?") ? "&" : "?") + "socketTimeout=1&connectTimeout=1");
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(1_000);
        pool.setValidationTimeout(500);
        pool.setInitializationFailTimeout(-1);
        return pool;
    }

    /** Ends all connections; new ones are possible. */
    void cut() {
        this.sockets.forEach(FaultyLink::close);
        this.sockets.clear();
    }

    /** Ends all connections, and each new one at once. */
    void refuse() {
        this.refusing = true;
        cut();
    }

    /** Bytes stand still in both directions, as if the server was frozen. */
    void hold() {
        this.lock.lock();
        this.held = true;
        this.lock.unlock();
    }

    /** All is as it should be. */
    void mend() {
        this.refusing = false;
        this.lock.lock();
        this.held = false;
        this.open.signalAll();
        this.lock.unlock();
    }

    private void accept() {
        while (!this.server.isClosed()) {
            try {
                var client = this.server.accept();
                if (this.refusing) {
                    client.close();
                    continue;
                }
                var upstream = new Socket(InetAddress.getLoopbackAddress(), this.target);
                this.sockets.add(client);
                this.sockets.add(upstream);
                Thread.startVirtualThread(() -> pass(client, upstream));
                Thread.startVirtualThread(() -> pass(upstream, client));
            } catch (IOException _) {
                // the next one may fare better
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            var buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitOpen();
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException | InterruptedException _) {
            // one end is gone: so is the other
        } finally {
            close(from);
            close(to);
        }
    }

    private void awaitOpen() throws InterruptedException {
        this.lock.lock();
        try {
            while (this.held) {
                this.open.await();
            }
        } finally {
            this.lock.unlock();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // closed is closed
        }
    }

    @Override
    public void close() throws IOException {
        this.server.close();
        mend();
        cut();
    }
}
