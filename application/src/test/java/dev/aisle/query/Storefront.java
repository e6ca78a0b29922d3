package dev.aisle.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A shopper's client: it asks one running application and follows no redirects. */
final class Storefront {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;

    Storefront(int port) {
        this.root = "http://localhost:" + port;
    }

    /** Asks for a path, with headers as name, value, name, value… */
    Response get(String path, String... headers) {
        return send("GET", path, headers);
    }

    Response head(String path, String... headers) {
        return send("HEAD", path, headers);
    }

    private Response send(String method, String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(this.root + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Response(this.client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    record Response(HttpResponse<byte[]> http) {

        int status() {
            return this.http.statusCode();
        }

        String header(String name) {
            return this.http.headers().firstValue(name).orElse(null);
        }

        byte[] body() {
            return this.http.body();
        }

        JsonNode json() {
            return JSON.readTree(this.http.body());
        }

        /** The texts at a member of each element of an array, such as {@code products[].id}. */
        List<String> texts(String array, String member) {
            var texts = new ArrayList<String>();
            json().path(array).forEach(element -> texts.add(element.path(member).asString()));
            return texts;
        }

        @Override
        public String toString() {
            return status() + " " + this.http.headers().map() + " " + new String(body(), StandardCharsets.UTF_8);
        }
    }
}
