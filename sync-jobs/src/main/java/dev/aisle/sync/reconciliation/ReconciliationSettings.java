package dev.aisle.sync.reconciliation;

import java.net.URI;
import java.time.Duration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The job that compares read model and caches with the write model.
 *
 * @param cron when it runs by itself; {@code -} for never
 * @param workers how many connections compare at once
 * @param segment about how many products share a checksum
 * @param limit how many differing rows are repaired without asking a person; counts, which follow from rows, always are
 * @param rounds how often it looks at most at what was being synchronised before
 * @param settling how long a round waits at most until what was being synchronised has arrived
 * @param batch how many products one repairing transaction takes: nothing is projected meanwhile
 * @param examples how many differing rows a report keeps
 * @param keep how long reports are kept
 * @param overdue how old the last one may be before health says so
 * @param webhook who is told of drift
 */
@Validated
@ConfigurationProperties("aisle.sync.reconciliation")
record ReconciliationSettings(@DefaultValue("0 17 3 * * *") String cron,
        @Min(1) @Max(8) @DefaultValue("2") int workers, @Min(1) @Max(10_000) @DefaultValue("2") int segment,
        @Min(1) @DefaultValue("50000") int limit, @Min(2) @Max(100) @DefaultValue("6") int rounds,
        @DefaultValue("5s") Duration settling, @Min(1) @Max(5_000) @DefaultValue("200") int batch,
        @Min(0) @DefaultValue("1000") int examples,
        @DefaultValue("90d") Duration keep, @DefaultValue("50h") Duration overdue,
        @Valid @DefaultValue Webhook webhook) {

    /**
     * Who is told of drift.
     *
     * @param url where a message is posted to; nobody is told without it
     * @param secret what it is signed with
     * @param timeout how long an answer is waited for
     * @param attempts how often it is sent at most
     */
    record Webhook(@Nullable URI url, @DefaultValue("") String secret, @DefaultValue("5s") Duration timeout,
            @Min(1) @Max(10) @DefaultValue("3") int attempts) {

        /** Whether whoever is told can know who tells. */
        @AssertTrue(
                message = "a webhook needs a secret to be signed with: set aisle.sync.reconciliation.webhook.secret")
        boolean isSigned() {
            return this.url == null || !this.secret.isBlank();
        }

    }

}
