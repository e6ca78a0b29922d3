package dev.aisle.query.product;

import java.time.Instant;

/**
 * A rendered card.
 *
 * @param json the JSON object {@code Card}
 * @param listed whether it may stand in a listing
 * @param modified when it last changed
 */
public record CardPart(byte[] json, boolean listed, Instant modified) {}
