package dev.aisle.sync.imports;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Uploads over HTTP, as anybody does, and looks at what came of it. */
final class ImportClient {

    private static final String BOUNDARY = "----a-boundary-that-no-file-holds";

    private final HttpClient http = HttpClient.newHttpClient();

    private final JsonMapper json = JsonMapper.builder().build();

    private final String base;

    ImportClient(int port) {
        this.base = "http://localhost:" + port;
    }

    /** What is sent: texts are fields, bytes are files. */
    static final class Form {

        private final Map<String, Object> parts = new LinkedHashMap<>();

        static Form from(String source) {
            return new Form().with("source", source);
        }

        Form with(String name, String value) {
            this.parts.put(name, value);
            return this;
        }

        Form taxonomy(String text) {
            return taxonomy(text.getBytes(StandardCharsets.UTF_8));
        }

        Form taxonomy(byte[] file) {
            this.parts.put("taxonomy", file);
            return this;
        }

        Form feed(String text) {
            return feed(text.getBytes(StandardCharsets.UTF_8));
        }

        Form feed(byte[] file) {
            this.parts.put("feed", file);
            return this;
        }

        private byte[] body() {
            var body = new java.io.ByteArrayOutputStream();
            this.parts.forEach((name, value) -> {
                var file = (value instanceof byte[]) ? "; filename=\"%s\"".formatted(name) : "";
                body.writeBytes("--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
                        .formatted(BOUNDARY, name, file).getBytes(StandardCharsets.UTF_8));
                body.writeBytes((value instanceof byte[] bytes) ? bytes
                        : value.toString().getBytes(StandardCharsets.UTF_8));
                body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
            });
            body.writeBytes("--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
            return body.toByteArray();
        }

    }

    HttpResponse<String> upload(Form form) {
        return send(request("/admin/v1/imports").header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.body())));
    }

    /** Uploads and waits for the end; gives the path of the run. */
    String run(Form form, String state) {
        var answer = upload(form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return ends(answer.headers().firstValue("Location").orElseThrow(), state);
    }

    String completed(Form form) {
        return run(form, "completed");
    }

    String ends(String run, String state) {
        await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(50))
                .until(() -> get(run).path("state").asString(), s -> !s.matches("requested|running|stopping"));
        assertThat(get(run).path("state").asString()).as(get(run).toString()).isEqualTo(state);
        return run;
    }

    String restart(String run, boolean confirm, String state) {
        var answer = send(request(run + "/restart?confirm=" + confirm).POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return ends(run, state);
    }

    HttpResponse<String> patch(String path, String body) {
        return send(request(path).header("Content-Type", "application/merge-patch+json").header("If-Match", "*")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").header("If-Match", "*")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    int status(String path) {
        return send(request(path).GET()).statusCode();
    }

    JsonNode get(String path) {
        return this.json.readTree(send(request(path).GET()).body());
    }

    JsonNode rejectedRows(String run) {
        return get(run + "/rejected-rows").path("rejectedRows");
    }

    String rejectedRows(String run, String format) {
        return send(request(run + "/rejected-rows").header("Accept", format).GET()).body();
    }

    private HttpRequest.Builder request(String path) {
        var login = Base64.getEncoder()
                .encodeToString(("admin:" + AisleTest.ADMIN_PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(this.base + path)).header("Authorization", "Basic " + login)
                .header("X-Requested-With", "test");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException ex) {
            throw new java.io.UncheckedIOException(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

}
