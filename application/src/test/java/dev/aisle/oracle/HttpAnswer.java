package dev.aisle.oracle;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
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

    static HttpAnswer of(ClassicHttpResponse response) throws IOException, ParseException {
        var headers = new HashMap<String, List<String>>();
        for (var header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName(), _ -> new ArrayList<>()).add(header.getValue());
        }
        var body = response.getEntity();
        return new HttpAnswer(response.getCode(), HttpHeaders.of(headers, (_, _) -> true),
                (body == null) ? "" : EntityUtils.toString(body, StandardCharsets.UTF_8));
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
