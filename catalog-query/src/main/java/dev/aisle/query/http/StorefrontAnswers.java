package dev.aisle.query.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.json.Rendered;
import dev.aisle.query.surrogate.ProxySettings;
import dev.aisle.query.surrogate.SurrogateKeys;

/**
 * Writes answers: the one place that decides on the storefront's headers.
 *
 * <p>The {@code ETag} is strong, a hash of the body; only {@code If-None-Match} is compared with it.
 * {@code Last-Modified} is informative: several changes may fall into one second. An answer to a read with a
 * consistency token is nobody else's, which caches know by {@code private} and, so that they don't answer such a read
 * with what they have, by {@code Vary}.
 *
 * <p>Long lives and {@code Surrogate-Key} are for the proxies that Aisle purges, and sent only if there are any. A 404
 * is a problem, and like all problems {@code no-store}.
 */
@Component
public final class StorefrontAnswers {

    private static final String JSON = "application/json";

    /** From so many seconds on an answer tells its age: younger ones are as fresh as they get. */
    private static final long OLD = 3;

    private static final String PERSONAL = "private, no-cache";

    private final Lives shortLives;
    private final Lives longLives;
    private final boolean purged;
    private final long freshWithin;
    private volatile Written lastWritten = new Written(Instant.EPOCH, Instant.EPOCH.toString());

    StorefrontAnswers(QuerySettings settings, ProxySettings proxies) {
        this.shortLives = Lives.of(settings, proxies, settings.browserMaxAge());
        this.longLives = Lives.of(settings, proxies, proxies.maxAge());
        this.purged = proxies.arePurged();
        this.freshWithin = proxies.freshWithin().toMillis();
    }

    /** For how long an answer may be reused: by anybody, and by the proxies that are purged. */
    private record Lives(String cacheControl, String surrogateControl) {

        static Lives of(QuerySettings settings, ProxySettings proxies, Duration shared) {
            long browser = settings.browserMaxAge().toSeconds();
            var stale = ", stale-while-revalidate=%d, stale-if-error=%d".formatted(
                    proxies.staleWhileRevalidate().toSeconds(), proxies.staleIfError().toSeconds());
            var forProxies = proxies.arePurged() ? ", s-maxage=" + shared.toSeconds() : "";
            return new Lives("public, max-age=" + browser + forProxies + stale,
                    "max-age=" + shared.toSeconds() + stale);
        }
    }

    /**
     * Answers a GET or HEAD.
     * @param request the request
     * @param response its answer
     * @param token what the request asks to be as new as
     * @param answer what was found; empty is 404
     * @param what names what was asked for, for the problem's detail
     * @throws IOException if the client is gone
     * @throws ProblemException {@link ProblemType#NOT_FOUND}, if nothing was found
     */
    public void write(HttpServletRequest request, HttpServletResponse response, Optional<ConsistencyToken> token,
            Optional<? extends Answer> answer, Supplier<String> what) throws IOException {
        var found = answer.orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND,
                "There is no %s, or it isn't displayed.".formatted(what.get())));
        if (token.isPresent()) {
            response.setHeader("Cache-Control", PERSONAL);
        } else {
            allowReuse(response, found);
        }
        response.addHeader("Vary", ConsistencyToken.HEADER);
        response.setHeader("Aisle-As-Of", written(found.asOf()));
        long age = Duration.between(found.asOf(), Instant.now()).toSeconds();
        if (age >= OLD) {
            response.setHeader("Age", Long.toString(age));
        }
        switch (found) {
            case Answer.Moved(var location, _, _) -> {
                response.setHeader("Location", location);
                response.setStatus(HttpServletResponse.SC_PERMANENT_REDIRECT);
            }
            case Answer.Body(var body, _, _, _) -> write(request, response, body);
        }
    }

    /** Between two changes all answers tell the same time. */
    private String written(Instant asOf) {
        var last = this.lastWritten;
        if (!last.asOf().equals(asOf)) {
            last = new Written(asOf, asOf.toString());
            this.lastWritten = last;
        }
        return last.text();
    }

    private record Written(Instant asOf, String text) {}

    /**
     * What shows a state that is older than usual may have missed a purge already, so it lives long nowhere: the purges
     * that are repeated reach back only so far. Nor does what lacks something, for it may be put right without a word.
     */
    private void allowReuse(HttpServletResponse response, Answer answer) {
        if (!this.purged) {
            response.setHeader("Cache-Control", this.shortLives.cacheControl());
            return;
        }
        boolean fresh = System.currentTimeMillis() - answer.asOf().toEpochMilli() <= this.freshWithin;
        var lives = (fresh && !answer.isProvisional()) ? this.longLives : this.shortLives;
        response.setHeader("Cache-Control", lives.cacheControl());
        response.setHeader("Surrogate-Control", lives.surrogateControl());
        var keys = new SurrogateKeys();
        answer.keys().accept(keys);
        response.setHeader(SurrogateKeys.HEADER, keys.toString());
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, Rendered body)
            throws IOException {
        var json = body.json();
        var tag = json.tag();
        response.setHeader("ETag", tag);
        response.setHeader("Last-Modified", body.lastModified());
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
        for (var lines = request.getHeaders("If-None-Match"); lines.hasMoreElements();) {
            var line = lines.nextElement();
            if (line.contains(tag) || line.strip().equals("*")) {
                return true;
            }
        }
        return false;
    }
}
