package dev.aisle.kernel.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

/** A way to a server on this machine that a test can close, hold up or cut. */
public final class FaultyLink implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition open = this.lock.newCondition();

    private boolean held;
    private volatile boolean refusing;
    private volatile @Nullable String lost;

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
    public static FaultyLink to(TestDatabase database) {
        return to(database.url("aisle_query"));
    }

    /**
     * A way to the server of a database.
     * @param url the JDBC URL
     */
    public static FaultyLink to(String url) {
        return new FaultyLink(URI.create(url.substring("jdbc:".length())).getPort());
    }

    /** The same database by this way. */
    public String url(String url) {
        return url.replaceFirst(":[0-9]+/", ":" + this.server.getLocalPort() + "/");
    }

    /** Connections of readers that go this way, and wait for nothing longer than a second. */
    public HikariDataSource pool(TestDatabase database, int size) {
        var pool = new HikariDataSource();
        var url = url(database.url("aisle_query"));
        pool.setJdbcUrl(url + (url.contains("?") ? "&" : "?") + "socketTimeout=1&connectTimeout=1");
        // as the application does it
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(1_000);
        pool.setValidationTimeout(500);
        pool.setInitializationFailTimeout(-1);
        return pool;
    }

    /** Ends all connections; new ones are possible. */
    public void cut() {
        this.sockets.forEach(FaultyLink::close);
        this.sockets.clear();
    }

    /** Ends all connections, and each new one at once. */
    public void refuse() {
        this.refusing = true;
        cut();
    }

    /** Bytes stand still in both directions, as if the server was frozen. */
    public void hold() {
        this.lock.lock();
        this.held = true;
        this.lock.unlock();
    }

    /** The next message with this text isn't passed on: its connection ends instead. */
    public void lose(String text) {
        this.lost = text;
    }

    /** Whether the message to be lost is lost. */
    public boolean hasLost() {
        return this.lost == null;
    }

    /** All is as it should be. */
    public void mend() {
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
                    close(client);
                    continue;
                }
                this.sockets.add(client);
                var upstream = connect(client);
                this.sockets.add(upstream);
                Thread.startVirtualThread(() -> pass(client, upstream));
                Thread.startVirtualThread(() -> pass(upstream, client));
            } catch (IOException _) {
                // the next one may fare better
            }
        }
    }

    private Socket connect(Socket client) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), this.target);
        } catch (IOException ex) {
            close(client);
            throw ex;
        }
    }

    private void pass(Socket from, Socket to) {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            var buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitOpen();
                if (loses(new String(buffer, 0, read, StandardCharsets.ISO_8859_1))) {
                    return;
                }
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

    private synchronized boolean loses(String message) {
        var text = this.lost;
        if (text == null || !message.contains(text)) {
            return false;
        }
        this.lost = null;
        return true;
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
