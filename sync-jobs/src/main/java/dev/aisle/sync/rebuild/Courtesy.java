package dev.aisle.sync.rebuild;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Lets edits go first: work that can wait waits while shoppers don't see them soon enough. */
final class Courtesy {

    private static final long LOOK_AGAIN_MILLIS = 50;

    /** Nobody waits for ever: even where lag never ends, the work goes on, slowly. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final JdbcClient jdbc;

    private final Duration acceptable;

    /** Never opened: waiting for it is a pause. */
    private final CountDownLatch never = new CountDownLatch(1);

    Courtesy(JdbcClient jdbc, Duration acceptable) {
        this.jdbc = jdbc;
        this.acceptable = acceptable;
    }

    /** Returns when edits are shown soon enough, or after a while, or when told to stop. */
    void giveWay(BooleanSupplier stop) {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (!stop.getAsBoolean() && System.nanoTime() < until && lag().compareTo(this.acceptable) > 0) {
            try {
                if (this.never.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** How old the oldest event is that isn't settled. */
    private Duration lag() {
        int generation = this.jdbc.sql("SELECT generation FROM read.pointer").query(Integer.class).single();
        double seconds = this.jdbc.sql("""
                SELECT coalesce((SELECT extract(epoch FROM clock_timestamp() - recorded_at)
                                   FROM command.published_journal
                                  WHERE position > (SELECT settled_position FROM read_g%d.checkpoint)
                                  ORDER BY position
                                  LIMIT 1), 0)""".formatted(generation)).query(Double.class).single();
        return Duration.ofMillis((long) (seconds * 1_000));
    }

}
