package dev.aisle.query.surrogate;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The proxies before Aisle, and for how long they may answer by themselves. Nodes that answer shoppers and nodes that
 * purge must be told the same.
 *
 * @param purgeUrls where to send {@code PURGE}, one URL for each proxy; none: nothing is purged, and no answer has a
 * long life
 * @param maxAge how long a proxy that Aisle purges may answer with what it has: the limit to how long a purge that got
 * lost would be noticed
 * @param staleWhileRevalidate how long any cache may answer with what has just grown too old, while it asks for the new
 * @param staleIfError how long any cache may answer with what it has when Aisle doesn't answer
 * @param freshWithin an answer has a long life only if the state that it shows is no older than this
 */
@Validated
@ConfigurationProperties("aisle.proxies")
public record ProxySettings(@DefaultValue List<URI> purgeUrls,
        @DurationMin(seconds = 1) @DefaultValue("1h") Duration maxAge,
        @DurationMin(seconds = 0) @DefaultValue("5s") Duration staleWhileRevalidate,
        @DurationMin(seconds = 0) @DefaultValue("24h") Duration staleIfError,
        @DurationMin(seconds = 2) @DefaultValue("5s") Duration freshWithin) {

    /** Checks the URLs. */
    public ProxySettings {
        purgeUrls = List.copyOf(purgeUrls);
        for (var url : purgeUrls) {
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (!http || url.getHost() == null || url.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "aisle.proxies.purge-urls: '%s' is no URL of a proxy: write http://host:port".formatted(url));
            }
        }
        if (purgeUrls.stream().distinct().count() < purgeUrls.size()) {
            throw new IllegalArgumentException("aisle.proxies.purge-urls names a proxy twice: " + purgeUrls);
        }
    }

    /**
     * Whether there are proxies that Aisle purges.
     * @return false if none is known
     */
    public boolean arePurged() {
        return !this.purgeUrls.isEmpty();
    }
}
