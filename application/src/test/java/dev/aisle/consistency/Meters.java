package dev.aisle.consistency;

import java.io.IOException;
import java.net.URI;

import dev.aisle.oracle.HttpCaller;

/** What a node tells of itself on its management port. */
final class Meters implements AutoCloseable {

    private final HttpCaller http;

    Meters(int port) {
        this.http = new HttpCaller(URI.create("http://127.0.0.1:" + port), "");
    }

    /** How often the node went to the read model so far, calls that were refused left out. */
    double loads() throws IOException, InterruptedException {
        return sum("resilience4j_circuitbreaker_calls_seconds_count{", "name=\"read-model\"");
    }

    /** Whether neither Redis nor the read model is left alone. */
    boolean isClosed() throws IOException, InterruptedException {
        return sum("resilience4j_circuitbreaker_state{", "state=\"closed\"") >= 2;
    }

    /** Returns the status of its health. */
    int health() throws IOException, InterruptedException {
        return this.http.get("/actuator/health").status();
    }

    private double sum(String name, String tag) throws IOException, InterruptedException {
        var answer = this.http.get("/actuator/prometheus");
        if (answer.status() != 200) {
            throw new IOException("the metrics were answered " + answer.status());
        }
        return answer.text().lines().filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    @Override
    public void close() {
        this.http.close();
    }
}
