package dev.aisle.sync;

import java.time.Duration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the read model follows the write model.
 *
 * @param projection the projector
 * @param publishing the publisher
 * @param jobs the jobs
 * @param rebuild the job that builds the read model anew
 */
@Validated
@ConfigurationProperties("aisle.sync")
public record SyncSettings(@Valid @DefaultValue Projection projection, @Valid @DefaultValue Publishing publishing,
        @Valid @DefaultValue Jobs jobs,
        @Valid @DefaultValue Rebuild rebuild) {

    /**
     * The projector.
     *
     * @param beat how long it waits at most before it looks for events and windows
     * @param batchTime how long one of its transactions should take: the more, the less each
     * product costs; the less, the sooner a single edit overtakes a large change
     * @param maxBatch most products that one of its transactions recomputes
     * @param maxBackoff how long it waits at most before it tries again after failures
     */
    public record Projection(@DefaultValue("1s") Duration beat, @DefaultValue("150ms") Duration batchTime,
            @Min(4) @Max(100_000) @DefaultValue("10000") int maxBatch, @DefaultValue("10s") Duration maxBackoff) {

    }

    /**
     * The publisher.
     *
     * @param beat how often it tells Redis how fresh the read model is, at least
     * @param maxChanges most changes that it tells Redis at once
     * @param maxBackoff how long it waits at most before it tries again after failures
     * @param keep how long changes are kept after they have been published
     */
    public record Publishing(@DefaultValue("1s") Duration beat,
            @Min(1) @Max(10_000) @DefaultValue("100") int maxChanges, @DefaultValue("5s") Duration maxBackoff,
            @DefaultValue("1h") Duration keep) {

    }

    /**
     * The jobs.
     *
     * @param beat how often a node looks for requests
     * @param atOnce most runs that one node has at once
     * @param attempts how often a run is begun whose node died
     * @param stopTimeout how long a node that is going down waits for a run to stop
     */
    public record Jobs(@DefaultValue("500ms") Duration beat, @Min(1) @Max(4) @DefaultValue("2") int atOnce,
            @Min(1) @DefaultValue("5") int attempts, @DefaultValue("8s") Duration stopTimeout) {

    }

    /**
     * The job that builds the read model anew.
     *
     * @param workers how many ranges it fills in at once, each on a connection of its own
     * @param range how many products one of its transactions fills in
     */
    public record Rebuild(@Min(1) @Max(8) @DefaultValue("2") int workers,
            @Min(100) @Max(100_000) @DefaultValue("10000") int range) {

    }

}
