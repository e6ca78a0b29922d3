package dev.aisle.sync.purging;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Holds no answers, but writes down which keys it was told to forget. */
final class RecordingProxy implements AutoCloseable {

    private final HttpServer server;

    private final List<String> purges = new CopyOnWriteArrayList<>();

    private volatile int answer = 200;

    RecordingProxy(int port) throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        this.server.createContext("/", this::handle);
        this.server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("PURGE") && this.answer == 200) {
                this.purges.add(exchange.getRequestHeaders().getFirst("Surrogate-Key"));
            }
            exchange.sendResponseHeaders(this.answer, -1);
        }
    }

    void answersWith(int status) {
        this.answer = status;
    }

    /** The headers that it was told and said yes to. */
    List<String> purges() {
        return List.copyOf(this.purges);
    }

    long timesToldOf(String key) {
        return this.purges.stream().filter(keys -> List.of(keys.split(" ")).contains(key)).count();
    }

    void forget() {
        this.purges.clear();
    }

    @Override
    public void close() {
        this.server.stop(0);
    }

}
