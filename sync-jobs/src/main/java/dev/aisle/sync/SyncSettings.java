package dev.aisle.sync;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the read model follows the write model.
 *
 * @param projection the projector
 * @param publishing the publisher
 * @param purging the purger
 * @param jobs the jobs
 * @param repair read repair
 * @param rebuild the job that builds the read model anew
 * @param journal the jobs that look after the journal
 * @param health when the sync isn't well
 * @param events event publications that failed
 */
@Validated
@ConfigurationProperties("aisle.sync")
public record SyncSettings(@Valid @DefaultValue Projection projection, @Valid @DefaultValue Publishing publishing,
        @Valid @DefaultValue Purging purging,
        @Valid @DefaultValue Jobs jobs, @Valid @DefaultValue Repair repair,
        @Valid @DefaultValue Rebuild rebuild, @Valid @DefaultValue Journal journal,
        @Valid @DefaultValue Health health, @Valid @DefaultValue Events events) {

    /**
     * The projector.
     *
     * @param beat how long it waits at most before it looks for events and windows
     * @param rest how long it rests at most after it has done all there was, even if an edit comes: the more, the less
     * each of many edits costs; the less, the sooner they are seen. It never rests longer than three times what it
     * worked, so that an edit that comes alone doesn't wait
     * @param batchTime how long one of its transactions should take: the more, the less each
     * product costs; the less, the sooner a single edit overtakes a large change
     * @param maxBatch most products and categories that one of its transactions recomputes
     * @param maxBackoff how long it waits at most before it tries again after failures
     * @param maxDeadLetters how many products and categories it sets aside, at most, because they can't be projected;
     * beyond that it stands still, since something else must be wrong
     */
    public record Projection(@DefaultValue("1s") Duration beat, @DefaultValue("10ms") Duration rest,
            @DefaultValue("60ms") Duration batchTime,
            @Min(4) @Max(100_000) @DefaultValue("10000") int maxBatch, @DefaultValue("10s") Duration maxBackoff,
            @Min(1) @Max(100_000) @DefaultValue("1000") int maxDeadLetters) {

    }

    /**
     * The publisher.
     *
     * @param beat how often it tells Redis how fresh the read model is, at least
     * @param rest how long it rests at most after it has told everything, as the projector does
     * @param maxChanges most changes that it tells Redis at once
     * @param maxBackoff how long it waits at most before it tries again after failures
     * @param keep how long changes are kept after they have been published
     */
    public record Publishing(@DefaultValue("1s") Duration beat, @DefaultValue("5ms") Duration rest,
            @Min(1) @Max(10_000) @DefaultValue("100") int maxChanges, @DefaultValue("5s") Duration maxBackoff,
            @DefaultValue("1h") Duration keep) {

    }

    /**
     * The purger of the proxies that {@code aisle.proxies} names.
     *
     * @param beat how often it looks for changes: what changed meanwhile is told together
     * @param patience how long a change waits for Redis to know of it before proxies are told nevertheless
     * @param repeatAfter when proxies are told again, each time counted from the time before: a node that answered
     *     before it saw the change may have filled them again. The last must be longer than what
     *     {@code aisle.proxies.fresh-within} and the proxies' own patience with an answer are together
     * @param timeout how long it waits for an answer of a proxy
     * @param maxBackoff how long it waits at most before it tries again after failures
     * @param maxKeys about how many keys it reads at once
     * @param maxBehind a proxy that has missed more changes than these is told to forget everything
     */
    public record Purging(@DurationMin(millis = 5) @DefaultValue("50ms") Duration beat,
            @DurationMin(millis = 0) @DefaultValue("500ms") Duration patience,
            @Size(min = 1, max = 8) @DefaultValue({
                "400ms", "2s", "12s"}) List<@DurationMin(millis = 10) Duration> repeatAfter,
            @DurationMin(millis = 50) @DefaultValue("2s") Duration timeout, @DefaultValue("5s") Duration maxBackoff,
            @Min(100) @Max(100_000) @DefaultValue("20000") int maxKeys,
            @Min(1) @DefaultValue("10000") int maxBehind) {

    }

    /**
     * The jobs.
     *
     * @param beat how often a node looks for requests
     * @param atOnce most runs that one node has at once
     * @param attempts how often a run is begun whose node died
     * @param stopTimeout how long a node that is going down waits for a run to stop
     * @param zone the zone whose clock the jobs' schedules are about
     * @param keep how long ended runs are kept, and what their jobs have kept about them
     * @param purgeCron when older ones are forgotten; {@code -} for never
     */
    public record Jobs(@DefaultValue("500ms") Duration beat, @Min(1) @Max(4) @DefaultValue("2") int atOnce,
            @Min(1) @DefaultValue("5") int attempts, @DefaultValue("8s") Duration stopTimeout,
            @DefaultValue("UTC") ZoneId zone, @DefaultValue("30d") Duration keep,
            @DefaultValue("0 41 2 * * *") String purgeCron) {

    }

    /**
     * Read repair: what readers suspect is recomputed by one process.
     *
     * @param perSecond how many keys it recomputes in a second at most, whoever asks; 0: none
     * @param percentOfTime for how much of the time, at most
     * @param waiting how many keys wait for their turn; what is beyond that is refused
     * @param beat how often other processes look whether somebody has to take over
     * @param maxBackoff how long it waits at most before it tries again after failures
     */
    public record Repair(@Min(0) @Max(1000) @DefaultValue("20") int perSecond,
            @Min(1) @Max(100) @DefaultValue("10") int percentOfTime,
            @Min(1) @Max(100_000) @DefaultValue("1000") int waiting,
            @DurationMin(millis = 100) @DefaultValue("5s") Duration beat,
            @DefaultValue("10s") Duration maxBackoff) {

    }

    /**
     * The job that builds the read model anew.
     *
     * @param workers how many ranges it fills in at once, each on a connection of its own
     * @param range how many products one of its transactions fills in
     * @param acceptableLag how old an edit may be that isn't shown yet; beyond it the job pauses
     * @param busyAbove its workers take turns, and rest between them, while Aisle's own process uses more than this part of
     *     the machine's processors, 0 to 1, for shoppers and editors
     * @param maxLossPercent it asks before it shows so much less than before, in percent of the products
     * @param keepPrevious how long readers may return to the generation that they left; it is projected on meanwhile
     */
    public record Rebuild(@Min(1) @Max(8) @DefaultValue("2") int workers,
            @Min(100) @Max(100_000) @DefaultValue("10000") int range,
            @DefaultValue("300ms") Duration acceptableLag,
            @DecimalMin("0") @DecimalMax("1") @DefaultValue("0.2") double busyAbove,
            @Min(1) @Max(100) @DefaultValue("50") int maxLossPercent,
            @DefaultValue("15m") Duration keepPrevious) {

    }

    /**
     * The jobs that look after the journal.
     *
     * @param verifyCron when the journal is folded and compared with the write model;
     * {@code -} for never
     * @param maintainCron when partitions are made, archived and dropped; {@code -} for never
     * @param partitionSize how many positions a partition takes
     * @param ahead how many partitions lie ahead of the journal's head
     * @param archiveDirectory where old partitions are archived; unset, none are
     * @param archiveAfter how old the newest event of a partition is when it is archived
     * @param drop whether partitions are dropped once they are archived
     * @param keepRestored how long a partition that was put back is kept before it is dropped again
     */
    public record Journal(@DefaultValue("0 7 3 * * *") String verifyCron,
            @DefaultValue("0 37 3 * * *") String maintainCron,
            @Min(1_000) @DefaultValue("10000000") long partitionSize, @Min(1) @Max(100) @DefaultValue("2") int ahead,
            @Nullable Path archiveDirectory, @DefaultValue("90d") Duration archiveAfter,
            @DefaultValue("false") boolean drop, @DefaultValue("7d") Duration keepRestored) {

    }

    /**
     * When the sync isn't well.
     *
     * @param lagLimit how far the read model may be behind; being further behind is down, if the lag doesn't shrink
     * @param window since when it must have shrunk
     */
    public record Health(@DurationMin(seconds = 1) @DefaultValue("30s") Duration lagLimit,
            @DurationMin(seconds = 1) @DefaultValue("30s") Duration window) {

    }

    /**
     * Event publications that failed.
     *
     * @param beat how often they are looked for
     * @param batch most that are given to their listeners again at once
     * @param minAge how old they must be
     */
    public record Events(@DurationMin(millis = 100) @DefaultValue("30s") Duration beat,
            @Min(1) @Max(10_000) @DefaultValue("100") int batch,
            @DurationMin(millis = 0) @DefaultValue("10s") Duration minAge) {

    }

}
