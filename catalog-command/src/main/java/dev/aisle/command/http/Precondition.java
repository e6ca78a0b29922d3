package dev.aisle.command.http;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.Rejection;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

/** What a request says about the version that it changes ({@code If-Match}, {@code If-None-Match}). */
public sealed interface Precondition {

    /** It says nothing. */
    record None() implements Precondition {}

    /** {@code If-Match: *}: whatever is there, and for a {@code PUT} even if nothing is. */
    record Any() implements Precondition {}

    /**
     * {@code If-Match} with tags: only one of these.
     *
     * @param versions the versions that the tags name
     */
    record Versions(Set<Long> versions) implements Precondition {}

    /** {@code If-None-Match: *}: only if nothing is there. */
    record Absent() implements Precondition {}

    /**
     * Reads the headers.
     * @param ifMatch {@code If-Match}, or null
     * @param ifNoneMatch {@code If-None-Match}, or null
     * @return the precondition
     * @throws ProblemException if they can't be read
     */
    static Precondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifMatch != null && ifNoneMatch != null) {
            throw malformed("If-Match and If-None-Match don't go together.");
        }
        if (ifNoneMatch != null) {
            if (!"*".equals(ifNoneMatch.strip())) {
                throw malformed("If-None-Match must be * where something is written.");
            }
            return new Absent();
        }
        if (ifMatch == null) {
            return new None();
        }
        if ("*".equals(ifMatch.strip())) {
            return new Any();
        }
        var versions = new HashSet<Long>();
        for (var tag : ifMatch.split(",", -1)) {
            var match = TAG.matcher(tag.strip());
            if (!match.matches()) {
                throw malformed("If-Match can't be read: send an ETag back as it was answered, such as \"7\", or *.");
            }
            // A weak tag, or one that this service never made, names no version: it can't match.
            var version = match.group("version");
            if (match.group("weak") == null && version != null) {
                versions.add(Long.parseLong(version));
            }
        }
        return new Versions(versions);
    }

    /** An entity tag (RFC 9110, 8.8.3); those of this service hold a version. */
    Pattern TAG = Pattern.compile("(?<weak>W/)?\"(?:(?<version>[0-9]{1,18})|[\\x21\\x23-\\x7E\\x80-\\xFF]*)\"");

    /**
     * Checks a change to a thing, or a {@code PUT} that may create it.
     * @param what what it is, such as {@code the product 'p1'}
     * @param exists whether it is there
     * @param version its version
     * @param mayCreate whether the request may create it
     * @return why the request is refused, or null
     */
    default @Nullable Rejection check(String what, boolean exists, long version, boolean mayCreate) {
        return switch (this) {
            case None _ -> !exists ? null
                    : Rejection.of(ProblemType.PRECONDITION_REQUIRED,
                            "Say with If-Match which version of %s you change (it is \"%d\" now), or * for any."
                                    .formatted(what, version));
            case Any _ -> null;
            case Versions(var versions) -> {
                if (!exists) {
                    yield mayCreate ? Rejection.of(ProblemType.STALE_VERSION,
                            "There is no %s to have that version: leave If-Match away to make it."
                                    .formatted(what.replaceFirst("^the ", "")))
                            : null;
                }
                yield versions.contains(version) ? null
                        : Rejection.of(ProblemType.STALE_VERSION,
                                "Somebody else has changed %s: it has version \"%d\" now. Read it again.".formatted(
                                        what,
                                        version));
            }
            case Absent _ -> !exists ? null
                    : Rejection.of(ProblemType.STALE_VERSION, "There is %s already.".formatted(what));
        };
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(ProblemType.MALFORMED_REQUEST, detail);
    }

}
