package dev.aisle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks HTTP with an application: as a shopper, and as an editor. */
final class AisleClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private static final int MOST_RETRIES = 30;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();

    private final URI base;

    private final String authorization;

    private final AtomicInteger refusals = new AtomicInteger();

    AisleClient(URI base, String password) {
        this.base = base;
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** What a shopper gets: no token, whatever the caches hold. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return this.client.send(HttpRequest.newBuilder(this.base.resolve(path)).timeout(Duration.ofSeconds(60)).build(),
                BodyHandlers.ofString());
    }

    JsonNode getJson(String path) throws IOException, InterruptedException {
        var answer = get(path);
        if (answer.statusCode() != 200) {
            throw new IOException("GET %s: %d %s".formatted(path, answer.statusCode(), answer.body()));
        }
        return JSON.readTree(answer.body());
    }

    JsonNode admin(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(admin1(path)).GET(), 200).body());
    }

    void patch(String path, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(admin1(path)).header("Content-Type", "application/merge-patch+json")
                .header("If-Match", "*").method("PATCH", BodyPublishers.ofString(body)), 200);
    }

    void put(String path, String body) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(admin1(path)).header("Content-Type", "application/json").header("If-Match", "*")
                .PUT(BodyPublishers.ofString(body)), 200);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(admin1(path)).header("Content-Type", "application/json")
                .header("If-Match", "*").POST(BodyPublishers.ofString(body)), 0);
    }

    /** Bulk answers say what became of each item: none may have been refused. */
    void postItems(String path, String body) throws IOException, InterruptedException {
        for (var result : JSON.readTree(post(path, body).body()).get("results")) {
            if (result.hasNonNull("problem")) {
                throw new IOException("POST %s: %s".formatted(path, result));
            }
        }
    }

    /**
     * Sends a form of texts and one file.
     * @return where the thing made by it is
     */
    String postForm(String path, List<String> texts, String fileField, Path file)
            throws IOException, InterruptedException {
        var boundary = "aisle-benchmark-boundary";
        var head = new StringBuilder();
        for (int i = 0; i < texts.size(); i += 2) {
            head.append("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(boundary,
                    texts.get(i), texts.get(i + 1)));
        }
        head.append("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n".formatted(boundary,
                fileField, file.getFileName()));
        head.append("Content-Type: application/octet-stream\r\n\r\n");
        BodyPublisher body = BodyPublishers.concat(BodyPublishers.ofString(head.toString()),
                BodyPublishers.ofFile(file), BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary)));
        var answer = send(HttpRequest.newBuilder(admin1(path))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary).POST(body), 202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /**
     * Waits until a job that was asked for has ended well. It is asked ever less often, up to four times a second: fifty
     * times a second took a seventh of the processors from a job of a minute.
     */
    JsonNode awaitJob(String location) throws IOException, InterruptedException {
        var path = URI.create(location).getPath().replaceFirst("^/admin/v1", "");
        long begin = System.nanoTime();
        while (true) {
            var execution = admin(path);
            if (execution.hasNonNull("endedAt")) {
                if (!execution.path("state").asString("").equals("completed")) {
                    throw new IOException("the job ended badly: " + execution);
                }
                return execution;
            }
            Thread.sleep(Math.clamp(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 50, 20, 250));
        }
    }

    private URI admin1(String path) {
        return this.base.resolve("/admin/v1" + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int expected)
            throws IOException, InterruptedException {
        var sent = request.header("Authorization", this.authorization).timeout(Duration.ofMinutes(5)).build();
        var answer = this.client.send(sent, BodyHandlers.ofString());
        for (int again = 0; answer.statusCode() == 503 && again < MOST_RETRIES; again++) {
            this.refusals.incrementAndGet();
            TimeUnit.SECONDS.sleep(answer.headers().firstValueAsLong("Retry-After").orElse(1));
            answer = this.client.send(sent, BodyHandlers.ofString());
        }
        if (expected == 0 ? answer.statusCode() / 100 != 2 : answer.statusCode() != expected) {
            throw new IOException("%s %s: %d %s".formatted(sent.method(), sent.uri(), answer.statusCode(),
                    answer.body().substring(0, Math.min(500, answer.body().length()))));
        }
        return answer;
    }

    /** How often an admin request was refused for the moment; each was sent again when the answer said. */
    int refusals() {
        return this.refusals.get();
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    static UncheckedIOException unchecked(IOException ex) {
        return new UncheckedIOException(ex);
    }

    @Override
    public void close() {
        this.client.close();
    }

}
