package dev.aisle.query.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.json.JsonBody;

/**
 * Writes answers: the one place that decides on the storefront's headers.
 *
 * <p>The {@code ETag} is strong, a hash of the body; only {@code If-None-Match} is compared with it.
 * {@code Last-Modified} is informative: several changes may fall into one second. An answer to a read with a
 * consistency token is nobody else's, which caches know by {@code private} and, so that they don't answer such a read
 * with what they have, by {@code Vary}.
 */
@Component
public final class StorefrontAnswers {

    private static final String JSON = "application/json";

    /** As RFC 9110 writes dates: unlike ISO's RFC 1123 formatter with two digits for the day. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** From so many seconds on an answer tells its age: younger ones are as fresh as they get. */
    private static final long OLD = 3;

    private static final String SHARED = "public";

    private static final String PERSONAL = "private, no-cache";

    private final String cacheControl;
    private final String surrogateControl;

    StorefrontAnswers(QuerySettings settings) {
        this.cacheControl = SHARED + ", max-age=" + settings.browserMaxAge().toSeconds();
        this.surrogateControl = settings.sharedMaxAge().isZero()
                ? ""
                : "max-age=" + settings.sharedMaxAge().toSeconds();
    }

    /**
     * Answers a GET or HEAD.
     * @param request the request
     * @param response its answer
     * @param answer what was found; empty is 404
     * @param what names what was asked for, for the problem's detail
     * @throws IOException if the client is gone
     * @throws ProblemException {@link ProblemType#NOT_FOUND}, if nothing was found
     */
    public void write(HttpServletRequest request, HttpServletResponse response, Optional<? extends Answer> answer,
            String what) throws IOException {
        var found = answer.orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND,
                "There is no %s, or it isn't displayed.".formatted(what)));
        boolean personal = request.getHeader(ConsistencyToken.HEADER) != null;
        response.setHeader("Cache-Control", personal ? PERSONAL : this.cacheControl);
        if (!personal && !this.surrogateControl.isEmpty()) {
            response.setHeader("Surrogate-Control", this.surrogateControl);
        }
        response.addHeader("Vary", ConsistencyToken.HEADER);
        response.setHeader("Aisle-As-Of", found.asOf().toString());
        long age = Duration.between(found.asOf(), Instant.now()).toSeconds();
        if (age >= OLD) {
            response.setHeader("Age", Long.toString(age));
        }
        switch (found) {
            case Answer.Moved(String location, Instant _) -> {
                response.setHeader("Location", location);
                response.setStatus(HttpServletResponse.SC_PERMANENT_REDIRECT);
            }
            case Answer.Body(JsonBody json, Instant modified, Instant _) -> write(request, response, json, modified);
        }
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, JsonBody json, Instant modified)
            throws IOException {
        var tag = json.tag();
        response.setHeader("ETag", tag);
        response.setHeader("Last-Modified", HTTP_DATE.format(modified));
        if (isKnown(request, tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(JSON);
        response.setContentLength(json.length());
        if (!"HEAD".equals(request.getMethod())) {
            var out = response.getOutputStream();
            for (byte[] piece : json.pieces()) {
                out.write(piece);
            }
        }
    }

    /** Compares weakly, as RFC 9110 asks of {@code If-None-Match}: the quoted tag, whatever stands before it. */
    private static boolean isKnown(HttpServletRequest request, String tag) {
        var lines = request.getHeaders("If-None-Match");
        return Collections.list(lines).stream().anyMatch(line -> line.strip().equals("*") || line.contains(tag));
    }
}
