package dev.aisle.query.json;

import java.time.Instant;

/**
 * A body, and since when it is so.
 *
 * @param json the body
 * @param modified not before the last time at which it changed
 */
public record Rendered(JsonBody json, Instant modified) {}
