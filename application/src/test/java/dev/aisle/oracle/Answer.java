package dev.aisle.oracle;

import org.jspecify.annotations.Nullable;

/**
 * What a path must answer.
 *
 * @param status the HTTP status
 * @param location where a redirect leads, decoded
 * @param body the JSON as maps, lists and scalars, for a status of 200
 */
record Answer(int status, @Nullable String location, @Nullable Object body) {

    static final Answer NOT_FOUND = new Answer(404, null, null);

    static Answer ok(Object body) {
        return new Answer(200, null, body);
    }

    static Answer redirect(String location) {
        return new Answer(308, location, null);
    }

}
