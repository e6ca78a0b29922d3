package dev.aisle.query;

import java.time.Duration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the storefront is answered.
 *
 * @param tokenWait how long a read waits until the read model is as new as its consistency token asks
 * @param tokenPoll how often the read model is asked meanwhile, once for all that wait
 * @param retryAfter what a read that couldn't be answered tells in {@code Retry-After}
 * @param browserMaxAge how long browsers may reuse an answer without asking
 * @param countStaleness how old counts may get in cached categories and trees, while they change all the time
 * @param cache rendered parts in Redis
 */
@Validated
@ConfigurationProperties("aisle.query")
public record QuerySettings(
        @DurationMin(millis = 0) @DurationMax(seconds = 30) @DefaultValue("500ms") Duration tokenWait,
        @DurationMin(millis = 1) @DefaultValue("5ms") Duration tokenPoll,
        @DurationMin(seconds = 1) @DefaultValue("1s") Duration retryAfter,
        @DurationMin(seconds = 0) @DefaultValue("5s") Duration browserMaxAge,
        @DurationMin(millis = 0) @DefaultValue("1s") Duration countStaleness, @Valid @DefaultValue Cache cache) {

    /**
     * How rendered parts are kept in Redis.
     *
     * @param prefix what every key begins with
     * @param timeToLive how long a part lives, less a random tenth
     * @param tombstones how long it is remembered that a part was made invalid: longer than any read of the database
     * @param timeout how long a read waits for Redis before it goes to the database
     * @param publisherTimeout how long the publisher waits for Redis
     * @param orphanedAfter how long the publisher may be silent before nodes stop believing the cache
     * @param breaker when Redis is left alone for a while
     */
    public record Cache(@Pattern(regexp = "[A-Za-z0-9._-]{1,40}") @DefaultValue("aisle") String prefix,
            @DurationMin(seconds = 10) @DefaultValue("24h") Duration timeToLive,
            @DurationMin(minutes = 1) @DefaultValue("10m") Duration tombstones,
            @DurationMin(millis = 5) @DefaultValue("100ms") Duration timeout,
            @DurationMin(millis = 100) @DefaultValue("3s") Duration publisherTimeout,
            @DurationMin(seconds = 2) @DefaultValue("10s") Duration orphanedAfter,
            @Valid @DefaultValue Breaker breaker) {}

    /**
     * When Redis is left alone for a while.
     *
     * @param window how many of the last calls count
     * @param failureRate the share of them, in percent, that must fail
     * @param openFor how long it is left alone before a few calls try again
     */
    public record Breaker(@Min(5) @Max(10_000) @DefaultValue("20") int window,
            @Min(1) @Max(100) @DefaultValue("50") int failureRate,
            @DurationMin(millis = 50) @DefaultValue("1s") Duration openFor) {}
}
