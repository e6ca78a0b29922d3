package dev.aisle.oracle;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** Speaks HTTP with one running application, as the shop's pages and the editors do. */
public final class HttpCaller implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final URI base;

    private final String authorization;

    public HttpCaller(URI base, String adminPassword) {
        this.base = base;
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString(("admin:" + adminPassword).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what anybody may read. */
    public HttpAnswer get(String path, Map<String, String> headers) throws IOException, InterruptedException {
        return HttpAnswer.of(this.client.send(request("GET", path, headers, null), BodyHandlers.ofString()));
    }

    public HttpAnswer get(String path) throws IOException, InterruptedException {
        return get(path, Map.of());
    }

    /** Calls the admin API. */
    public HttpAnswer admin(String method, String path, Map<String, String> headers, @Nullable String body)
            throws IOException, InterruptedException {
        return HttpAnswer.of(this.client.send(adminRequest(method, path, headers, body), BodyHandlers.ofString()));
    }

    /** Calls the admin API without waiting for its answer. */
    CompletableFuture<HttpAnswer> adminLater(String method, String path, Map<String, String> headers,
            @Nullable String body) {
        return this.client.sendAsync(adminRequest(method, path, headers, body), BodyHandlers.ofString())
                .thenApply(HttpAnswer::of);
    }

    private HttpRequest adminRequest(String method, String path, Map<String, String> headers, @Nullable String body) {
        var all = new java.util.HashMap<>(headers);
        all.put("Authorization", this.authorization);
        return request(method, "/admin/v1" + path, all, body);
    }

    private HttpRequest request(String method, String path, Map<String, String> headers, @Nullable String body) {
        var request = HttpRequest.newBuilder(this.base.resolve(path)).timeout(TIMEOUT);
        headers.forEach(request::header);
        return request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
    }

    @Override
    public void close() {
        this.client.close();
    }

}
