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
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the storefront is answered.
 *
 * @param tokenWait how long a read waits until the read model is as new as its consistency token asks
 * @param tokenPoll how often the read model is asked meanwhile, once for all that wait
 * @param retryAfter what a read that couldn't be answered tells in {@code Retry-After}
 * @param browserMaxAge how long browsers may reuse an answer without asking
 * @param countStaleness how old counts may get in this node's memory, and in trees, while they change all the time
 * @param cache rendered parts in Redis
 * @param local rendered parts in this node's own memory
 * @param readModel how the read model may be used
 * @param repair what sync may be asked to recompute
 * @param atOnce how many storefront requests are answered at once; more are told at once to come back: fewer than the
 * server has threads, so that the rest of the service isn't harmed
 */
@Validated
@ConfigurationProperties("aisle.query")
public record QuerySettings(
        @DurationMin(millis = 0) @DurationMax(seconds = 30) @DefaultValue("500ms") Duration tokenWait,
        @DurationMin(millis = 1) @DefaultValue("5ms") Duration tokenPoll,
        @DurationMin(seconds = 1) @DefaultValue("1s") Duration retryAfter,
        @DurationMin(seconds = 0) @DefaultValue("5s") Duration browserMaxAge,
        @DurationMin(millis = 0) @DefaultValue("1s") Duration countStaleness, @Valid @DefaultValue Cache cache,
        @Valid @DefaultValue Local local, @Valid @DefaultValue ReadModel readModel,
        @Valid @DefaultValue Repair repair, @Min(1) @DefaultValue("150") int atOnce) {

    /**
     * How the read model may be used, so that a database in trouble doesn't take its readers with it.
     *
     * @param atOnce how many statements run at once: as many as there are connections
     * @param waitAtMost how long a read waits for its turn
     * @param slowAfter how long a statement may take before it counts as failed for the breaker
     * @param retries how often a read whose connection broke is tried again
     * @param retryAfter how long to wait before the first of these, about; each further one waits twice as long
     * @param maxLag how far a replica may be behind the newest state that this node has heard of; where one is further
     * behind, readers are sent on to the primary, as far as the reserve goes, and the node's own cache isn't believed
     * @param breaker when the read model is left alone for a while
     * @param reserve what readers may ask of the primary when the database that they use doesn't do, if that is another
     */
    public record ReadModel(@Min(1) @Max(1000) @DefaultValue("24") int atOnce,
            @DurationMin(millis = 0) @DefaultValue("250ms") Duration waitAtMost,
            @DurationMin(millis = 10) @DefaultValue("2s") Duration slowAfter,
            @Min(0) @Max(5) @DefaultValue("2") int retries,
            @DurationMin(millis = 1) @DefaultValue("20ms") Duration retryAfter,
            @DurationMin(millis = 100) @DefaultValue("5s") Duration maxLag,
            @Valid @DefaultValue Breaker breaker, @Valid @DefaultValue Reserve reserve) {}

    /**
     * What readers may ask of the primary. It is little, for editors and the projector need it; it is never waited for
     * long, and what is beyond it is told to come back.
     *
     * @param atOnce how many statements run at once: as many as there are connections
     * @param waitAtMost how long a read waits for its turn
     * @param perSecond how many statements are run in a second
     * @param breaker when the primary is left alone for a while
     */
    public record Reserve(@Min(1) @Max(100) @DefaultValue("4") int atOnce,
            @DurationMin(millis = 0) @DurationMax(seconds = 5) @DefaultValue("50ms") Duration waitAtMost,
            @Min(1) @Max(100_000) @DefaultValue("100") int perSecond,
            @Valid @DefaultValue Breaker breaker) {}

    /**
     * What sync may be asked to recompute, because readers found it to contradict itself.
     *
     * @param perSecond how many keys this node asks for in a second; 0: none
     * @param againAfter how long a key that was asked for isn't asked for again
     */
    public record Repair(@Min(0) @Max(1000) @DefaultValue("10") int perSecond,
            @DurationMin(seconds = 1) @DefaultValue("10s") Duration againAfter) {}

    /**
     * How rendered parts are kept in this node's own memory.
     *
     * @param size about how much memory they may take, five sixths of it bodies that were put together from them; 0: none
     * are kept
     * @param poll how often changes of the read model are looked for when no hint comes
     * @param trustedFor how long a node may not have looked and still answers with what it holds
     * @param staleFor how old its answers may be while nothing else answers
     */
    public record Local(@DefaultValue("64MB") DataSize size,
            @DurationMin(millis = 5) @DefaultValue("100ms") Duration poll,
            @DurationMin(millis = 100) @DefaultValue("1s") Duration trustedFor,
            @DurationMin(seconds = 0) @DefaultValue("10m") Duration staleFor) {}

    /**
     * How rendered parts are kept in Redis.
     *
     * @param prefix what every key begins with
     * @param timeToLive how long a part lives, less a random tenth
     * @param tombstones how long it is remembered that a part was made invalid: longer than any read of the database
     * @param timeout how long a read waits for Redis before it goes to the database
     * @param loadLease how long one node may take to load a costly part for all: others wait at most twice as long; 0: none
     * waits
     * @param publisherTimeout how long the publisher waits for Redis
     * @param orphanedAfter how long the publisher may be silent before nodes stop believing the cache
     * @param breaker when Redis is left alone for a while
     */
    public record Cache(@Pattern(regexp = "[A-Za-z0-9._-]{1,40}") @DefaultValue("aisle") String prefix,
            @DurationMin(seconds = 10) @DefaultValue("24h") Duration timeToLive,
            @DurationMin(minutes = 1) @DefaultValue("10m") Duration tombstones,
            @DurationMin(millis = 5) @DefaultValue("100ms") Duration timeout,
            @DurationMin(millis = 0) @DurationMax(seconds = 10) @DefaultValue("500ms") Duration loadLease,
            @DurationMin(millis = 100) @DefaultValue("3s") Duration publisherTimeout,
            @DurationMin(seconds = 2) @DefaultValue("10s") Duration orphanedAfter,
            @Valid @DefaultValue Breaker breaker) {}

    /**
     * When what is behind it is left alone for a while.
     *
     * @param window how many of the last calls count
     * @param failureRate the share of them, in percent, that must fail
     * @param openFor how long it is left alone before a few calls try again
     */
    public record Breaker(@Min(5) @Max(10_000) @DefaultValue("20") int window,
            @Min(1) @Max(100) @DefaultValue("50") int failureRate,
            @DurationMin(millis = 50) @DefaultValue("1s") Duration openFor) {}
}
