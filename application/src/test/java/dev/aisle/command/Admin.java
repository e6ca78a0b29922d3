package dev.aisle.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;

/** An editor with an HTTP client. */
final class Admin {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String JSON_TYPE = "application/json";

    private final HttpClient http = HttpClient.newHttpClient();

    private final URI base;

    Admin(int port) {
        this.base = URI.create("http://localhost:" + port);
    }

    Answer get(String path) {
        return send("GET", path, null, null);
    }

    Answer put(String path, String body, String... headers) {
        return send("PUT", path, JSON_TYPE, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, JSON_TYPE, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer patch(String path, String body, String... headers) {
        return send("PATCH", path, "application/merge-patch+json", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, null, null, headers);
    }

    Answer send(String method, String path, String contentType, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(this.base.resolve("/admin/v1" + path))
                .method(method, (body != null) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody())
                .header("Authorization", "Basic " + Base64.getEncoder()
                        .encodeToString(("admin:" + AisleTest.ADMIN_PASSWORD).getBytes(StandardCharsets.UTF_8)));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(this.http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException ex) {
            throw new IllegalStateException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    /** What came back. */
    record Answer(HttpResponse<String> response) {

        Answer is(int status) {
            assertThat(this.response.statusCode()).as("%s %s: %s", this.response.request().method(),
                    this.response.request().uri(), this.response.body()).isEqualTo(status);
            return this;
        }

        Answer isProblem(int status, String type) {
            is(status);
            assertThat(this.response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(json().get("type").stringValue()).isEqualTo("urn:aisle:problem:" + type);
            return this;
        }

        /** An invalid value, and where it stands. */
        Answer isInvalid(String pointer) {
            isProblem(422, "invalid");
            assertThat(json().get("errors").valueStream().map(error -> error.get("pointer").stringValue()))
                    .contains(pointer);
            return this;
        }

        JsonNode json() {
            return JSON.readTree(this.response.body());
        }

        String text() {
            return this.response.body();
        }

        String etag() {
            return header("ETag");
        }

        String token() {
            return header("Aisle-Consistency-Token");
        }

        String header(String name) {
            return this.response.headers().firstValue(name).orElse(null);
        }

    }

}
