package dev.aisle.command;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.kernel.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;

/** Sends requests to the controllers; safe to use from many threads. */
public final class TestAdmin {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final MockMvc mvc;

    TestAdmin(Object... controllers) {
        this.mvc = MockMvcBuilders.standaloneSetup(controllers).setControllerAdvice(new Problems()).build();
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Answer patch(String path, String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    public Answer send(String method, String path, String body, String... headers) {
        var request = MockMvcRequestBuilders.request(HttpMethod.valueOf(method), "/admin/v1" + path)
                .principal(() -> "editor");
        if (body != null) {
            request.contentType("application/json").content(body.getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return new Answer(method + " " + path + " " + body, this.mvc.perform(request).andReturn().getResponse());
        } catch (Exception ex) {
            throw new IllegalStateException(method + " " + path + " " + body, ex);
        }
    }

    /** What came back. */
    public record Answer(String request, MockHttpServletResponse response) {

        public int status() {
            return this.response.getStatus();
        }

        public Answer is(int status) {
            assertThat(status()).as("%s: %s", this.request, text()).isEqualTo(status);
            return this;
        }

        public String text() {
            try {
                return this.response.getContentAsString(StandardCharsets.UTF_8);
            } catch (UnsupportedEncodingException ex) {
                throw new IllegalStateException(ex);
            }
        }

        public JsonNode json() {
            return JSON.readTree(text());
        }

        public String header(String name) {
            return this.response.getHeader(name);
        }

        public String etag() {
            return header("ETag");
        }

    }

    @RestControllerAdvice
    static final class Problems {

        @ExceptionHandler
        ResponseEntity<String> problem(ProblemException ex) {
            return ResponseEntity.status(ex.type().status()).body(ex.type() + ": " + ex.detail());
        }

    }

}
