package dev.aisle.oracle;

import java.time.Instant;

import tools.jackson.databind.JsonNode;

/**
 * One row of the journal, as plain SQL reads it.
 *
 * @param position its number
 * @param streamType {@code category}, {@code product}, {@code stock} or {@code price}
 * @param streamId the id of its thing
 * @param type the event's type, as the golden files document it
 * @param payload its content
 * @param recordedAt when its transaction began
 * @param requestId the request that caused it
 */
record JournalRow(long position, String streamType, String streamId, String type, JsonNode payload, Instant recordedAt,
        String requestId) {

}
