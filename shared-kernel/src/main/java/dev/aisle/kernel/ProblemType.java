package dev.aisle.kernel;

import java.net.URI;
import java.util.Locale;

/**
 * Every problem that Aisle answers with (RFC 9457): a stable {@code type}, a title and an
 * HTTP status.
 */
public enum ProblemType {

    /** The request cannot be read: malformed JSON, encoding, header or cursor. */
    MALFORMED_REQUEST(400, "The request cannot be read"),

    /** Nobody is signed in. */
    UNAUTHENTICATED(401, "Sign in"),

    /** Signed in, but not allowed. */
    FORBIDDEN(403, "Not allowed"),

    /** There is no such thing, or it isn't displayed. */
    NOT_FOUND(404, "Not found"),

    /** The path exists, but not with this method. */
    METHOD_NOT_ALLOWED(405, "Method not allowed"),

    /** No representation that the client accepts. */
    NOT_ACCEPTABLE(406, "Not acceptable"),

    /** A rule of the catalog forbids the change. */
    RULE_BROKEN(409, "A rule of the catalog forbids this"),

    /** It was there, but has been archived and dropped since. */
    ARCHIVED(410, "Archived and dropped"),

    /** The thing was changed meanwhile: {@code If-Match} names an older version. */
    STALE_VERSION(412, "Somebody else changed this meanwhile"),

    /** The body or upload is too large. */
    TOO_LARGE(413, "Too large"),

    /** The body has a media type that this path doesn't take. */
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),

    /** Values are readable but not valid. */
    INVALID(422, "Some values are not valid"),

    /** The idempotency key was used for another request. */
    IDEMPOTENCY_KEY_REUSED(422, "This idempotency key belongs to another request"),

    /** A change to an existing thing needs {@code If-Match}. */
    PRECONDITION_REQUIRED(428, "Say which version you change"),

    /** Too many requests at once. */
    TOO_MANY_REQUESTS(429, "Too many requests"),

    /** A bug: details are in the log, under the request id. */
    INTERNAL(500, "Something went wrong"),

    /** The answer isn't to be had now; {@code Retry-After} says when to ask again. */
    UNAVAILABLE(503, "Not available right now"),

    /** The view isn't as new as the token asks, yet. */
    NOT_YET_CONSISTENT(503, "Not that new yet");

    private final int status;

    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /**
     * The stable identifier of this problem.
     * @return a URI such as {@code urn:aisle:problem:stale-version}
     */
    public URI uri() {
        return URI.create("urn:aisle:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /**
     * The HTTP status that goes with it.
     * @return a status code
     */
    public int status() {
        return this.status;
    }

    /**
     * A short summary, the same for every occurrence.
     * @return a title
     */
    public String title() {
        return this.title;
    }

}
