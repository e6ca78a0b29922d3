package dev.aisle.command.transaction;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Rejection;

/**
 * What a request is answered, and is answered again when it comes again with the same
 * idempotency key.
 *
 * @param status the HTTP status
 * @param version the thing's version, for its {@code ETag}, or null
 * @param location where a new thing is found, or null
 * @param contentType the body's media type
 * @param body the body, or null for none
 * @param rejection why the request was refused, or null when it was carried out
 */
public record Answer(int status, @Nullable Long version, @Nullable String location, String contentType,
        @Nullable String body, @Nullable Rejection rejection) {

    private static final String JSON = "application/json";

    /**
     * Carried out.
     * @param version the thing's version
     * @param body its representation
     * @return status 200
     */
    public static Answer ok(long version, String body) {
        return new Answer(200, version, null, JSON, body, null);
    }

    /**
     * Carried out, and the thing is new.
     * @param version its version
     * @param location where it is found
     * @param body its representation
     * @return status 201
     */
    public static Answer created(long version, String location, String body) {
        return new Answer(201, version, location, JSON, body, null);
    }

    /**
     * Carried out, and the thing is gone.
     * @param version its last version
     * @return status 204
     */
    public static Answer gone(long version) {
        return new Answer(204, version, null, JSON, null, null);
    }

    /**
     * Carried out item by item.
     * @param contentType the results' media type
     * @param body the results
     * @return status 200
     */
    public static Answer results(String contentType, String body) {
        return new Answer(200, null, null, contentType, body, null);
    }

    /**
     * Refused.
     * @param rejection why
     * @return the rejection's status
     */
    public static Answer refused(Rejection rejection) {
        return new Answer(rejection.type().status(), null, null, JSON, null, rejection);
    }

}
