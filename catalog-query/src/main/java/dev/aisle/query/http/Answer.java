package dev.aisle.query.http;

import java.time.Instant;

import dev.aisle.query.json.JsonBody;
import dev.aisle.query.readmodel.Snapshot;

/** What a storefront path answers with. Nothing displayed at a path is no answer: it is empty, a 404. */
public sealed interface Answer {

    /**
     * The data is as it was at that time, or newer.
     * @return the settled time of the read model
     */
    Instant asOf();

    /**
     * A body.
     *
     * @param json the body
     * @param modified not before the last time at which they changed
     * @param asOf the data is as it was at that time, or newer
     */
    record Body(JsonBody json, Instant modified, Instant asOf) implements Answer {}

    /**
     * The thing stands elsewhere now, for good.
     *
     * @param location a path, percent-encoded
     * @param asOf the data is as it was at that time, or newer
     */
    record Moved(String location, Instant asOf) implements Answer {}

    /**
     * A body read from the database just now.
     * @param json the body
     * @param modified not before the last time at which they changed
     * @param at the state that was read
     * @return the answer
     */
    static Answer body(JsonBody json, Instant modified, Snapshot at) {
        return new Body(json, modified, at.settledTime());
    }
}
