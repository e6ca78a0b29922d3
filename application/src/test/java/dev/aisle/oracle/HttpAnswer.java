package dev.aisle.oracle;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the application answered.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param text the body
 */
public record HttpAnswer(int status, HttpHeaders headers, String text) {

    private static final JsonMapper JSON = new JsonMapper();

    static HttpAnswer of(HttpResponse<String> response) {
        return new HttpAnswer(response.statusCode(), response.headers(), response.body());
    }

    public JsonNode json() {
        return JSON.readTree(this.text);
    }

    public @Nullable String header(String name) {
        return this.headers.firstValue(name).orElse(null);
    }

    public boolean accepted() {
        return this.status / 100 == 2;
    }

    @Override
    public String toString() {
        return this.status + " " + this.text;
    }

}
