package dev.aisle.oracle;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** From (including) until (excluding), open where null. */
record Span(@Nullable Instant from, @Nullable Instant until) {

    static final Span ALWAYS = new Span(null, null);

    static Span of(JsonNode window) {
        return new Span(instant(window.path("from")), instant(window.path("until")));
    }

    private static @Nullable Instant instant(JsonNode value) {
        return value.isString() ? Instant.parse(value.asString()) : null;
    }

    boolean holds(Instant time) {
        boolean begun = this.from == null || !time.isBefore(this.from);
        boolean ended = this.until != null && !time.isBefore(this.until);
        return begun && !ended;
    }

}
