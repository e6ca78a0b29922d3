package dev.aisle.oracle;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.bootstrap.HttpRequester;
import org.apache.hc.core5.http.impl.bootstrap.RequesterBootstrap;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP with one running application, as the shop's pages and the editors do. Who asks waits for the answer
 * itself: by way of the JDK's client each of a hundred thousand questions would be handed from thread to thread.
 */
public final class HttpCaller implements AutoCloseable {

    private static final Timeout TIMEOUT = Timeout.ofSeconds(30);

    /** Shorter than it takes to kill an application and to start it again: none is left of the one before. */
    private static final Timeout LIFE_OF_A_CONNECTION = Timeout.ofSeconds(1);

    private static final int CONNECTIONS = 1_000;

    private final HttpRequester requester = RequesterBootstrap.bootstrap()
            .setMaxTotal(CONNECTIONS)
            .setDefaultMaxPerRoute(CONNECTIONS)
            .setTimeToLive(LIFE_OF_A_CONNECTION)
            .setSocketConfig(SocketConfig.custom().setSoTimeout(TIMEOUT).setTcpNoDelay(true).build())
            .create();

    private final HttpHost host;

    private final URI base;

    private final String authorization;

    public HttpCaller(URI base, String adminPassword) {
        this.base = base;
        this.host = HttpHost.create(base);
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString(("admin:" + adminPassword).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what anybody may read. */
    public HttpAnswer get(String path, Map<String, String> headers) throws IOException {
        return send("GET", path, headers, null);
    }

    public HttpAnswer get(String path) throws IOException {
        return get(path, Map.of());
    }

    /** Calls the admin API. */
    public HttpAnswer admin(String method, String path, Map<String, String> headers, @Nullable String body)
            throws IOException {
        var all = new HashMap<>(headers);
        all.put("Authorization", this.authorization);
        return send(method, "/admin/v1" + path, all, body);
    }

    /** Calls the admin API without waiting for its answer. */
    CompletableFuture<HttpAnswer> adminLater(String method, String path, Map<String, String> headers,
            @Nullable String body) {
        var later = new CompletableFuture<HttpAnswer>();
        Thread.startVirtualThread(() -> {
            try {
                later.complete(admin(method, path, headers, body));
            } catch (IOException | RuntimeException ex) {
                later.completeExceptionally(ex);
            }
        });
        return later;
    }

    private HttpAnswer send(String method, String path, Map<String, String> headers, @Nullable String body)
            throws IOException {
        try {
            return this.requester.execute(this.host, request(method, path, headers, body), TIMEOUT,
                    HttpCoreContext.create(), HttpAnswer::of);
        } catch (HttpException ex) {
            throw new IOException(ex);
        }
    }

    private ClassicHttpRequest request(String method, String path, Map<String, String> headers,
            @Nullable String body) {
        var request = ClassicRequestBuilder.create(method).setUri(this.base.resolve(path));
        headers.forEach(request::setHeader);
        if (body != null) {
            // what it is, a header says
            request.setEntity(new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8), null));
        }
        return request.build();
    }

    @Override
    public void close() {
        this.requester.close(CloseMode.IMMEDIATE);
    }

}
