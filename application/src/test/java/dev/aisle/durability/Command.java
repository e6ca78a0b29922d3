package dev.aisle.durability;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request to the admin API.
 *
 * @param method the HTTP method
 * @param path the path below {@code /admin/v1}
 * @param contentType the body's type
 * @param body the body, or null
 * @param ifMatch the version that it changes, or null
 * @param requestId its id
 * @param changes whether it surely changes something if it is accepted
 */
record Command(String method, String path, String contentType, @Nullable String body, @Nullable String ifMatch,
        String requestId, boolean changes) {

    /** The idempotency key goes with the first request's id, also when it is sent again. */
    Map<String, String> headers(String requestId) {
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", this.contentType);
        headers.put("X-Request-Id", requestId);
        headers.put("Idempotency-Key", this.requestId);
        if (this.ifMatch != null) {
            headers.put("If-Match", this.ifMatch);
        }
        return headers;
    }

    String idOfRetry() {
        return this.requestId + "-again";
    }

}
