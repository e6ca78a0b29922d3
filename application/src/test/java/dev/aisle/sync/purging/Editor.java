package dev.aisle.sync.purging;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import dev.aisle.AisleTest;
import dev.aisle.oracle.HttpAnswer;
import dev.aisle.oracle.HttpCaller;

import static org.assertj.core.api.Assertions.assertThat;

/** Edits the catalog of the application behind the proxies; what is made twice is made once. */
final class Editor implements AutoCloseable {

    private final HttpCaller aisle = new HttpCaller(URI.create("http://127.0.0.1:" + ProxiedTest.Ports.AISLE),
            AisleTest.ADMIN_PASSWORD);

    HttpCaller aisle() {
        return this.aisle;
    }

    void category(String id, String parent) throws IOException, InterruptedException {
        var under = (parent == null) ? "" : ", \"parentId\": \"%s\"".formatted(parent);
        var answer = this.aisle.admin("POST", "/categories", made(),
                "{\"id\": \"%1$s\", \"name\": \"The %1$s\"%2$s}".formatted(id, under));
        assertThat(answer.status()).as("%s", answer).isIn(201, 409);
    }

    void product(String id, String leaf) throws IOException, InterruptedException {
        var answer = this.aisle.admin("PUT", "/products/" + id, made(), """
                {"name": "%1$s", "slug": "%1$s", "status": "active", "price": {"amount": "1.29", "currency": "USD"},
                 "description": "<esi:remove>%2$s</esi:remove>",
                 "stock": {"quantity": 7}, "placements": [{"categoryId": "%3$s"}]}""".formatted(id,
                "long, ".repeat(300), leaf));
        assertThat(answer.status()).as("%s", answer).isIn(201, 428);
    }

    private static Map<String, String> made() {
        return Map.of("Content-Type", "application/json", "Prefer", "wait=5");
    }

    HttpAnswer patch(String path, String body) throws IOException, InterruptedException {
        return patch(path, body, Map.of());
    }

    /** Answers when the change is in Redis. */
    void patchAndWait(String path, String body) throws IOException, InterruptedException {
        patch(path, body, Map.of("Prefer", "wait=5"));
    }

    private HttpAnswer patch(String path, String body, Map<String, String> more)
            throws IOException, InterruptedException {
        var headers = new java.util.HashMap<>(more);
        headers.put("Content-Type", "application/merge-patch+json");
        headers.put("If-Match", "*");
        var answer = this.aisle.admin("PATCH", path, headers, body);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer;
    }

    void stock(String id, int quantity) throws IOException, InterruptedException {
        this.aisle.admin("POST", "/stock-levels", Map.of("Content-Type", "application/json"),
                "[{\"id\": \"%s\", \"quantity\": %d}]".formatted(id, quantity));
    }

    @Override
    public void close() {
        this.aisle.close();
    }

}
