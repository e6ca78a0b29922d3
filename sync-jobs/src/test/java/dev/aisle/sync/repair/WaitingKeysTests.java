package dev.aisle.sync.repair;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.aisle.kernel.ProductId;
import dev.aisle.query.repair.Suspect;
import dev.aisle.sync.SyncSettings;

import static org.assertj.core.api.Assertions.assertThat;

class WaitingKeysTests {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    /** No flood and no slow database makes it more: not in number, not in time. */
    @Test
    void aFloodIsWorkedOffAtItsPace() {
        var waiting = keys(20, 10, 1_000);
        for (int i = 0; i < 5_000; i++) {
            waiting.add(product(i));
        }
        assertThat(waiting.size()).isEqualTo(1_000);

        assertThat(done(waiting, 1, 11, MILLISECOND)).isBetween(195, 205);
        // of a hundred milliseconds each batch may take a tenth of the time
        assertThat(done(waiting, 20, 30, 100 * MILLISECOND)).isBetween(45, 55);
    }

    /** Works from one second to another of a clock that only goes on by working and waiting. */
    private static int done(WaitingKeys waiting, int from, int to, long batchTakes) {
        int done = 0;
        for (long now = from * SECOND; now < to * SECOND;) {
            var due = waiting.due(now);
            if (!due.isEmpty()) {
                done += due.size();
                waiting.took(due.size(), now, now + batchTakes);
                now += batchTakes;
            }
            now += waiting.pause(now, Duration.ofSeconds(1)).toNanos();
        }
        return done;
    }

    @Test
    void aKeyWaitsOnceAndWhatIsBeyondTheRoomIsRefused() {
        var waiting = keys(20, 10, 2);

        assertThat(waiting.add(product(1))).isTrue();
        assertThat(waiting.add(product(1))).as("again").isTrue();
        assertThat(waiting.size()).isEqualTo(1);
        assertThat(waiting.add(product(2))).isTrue();
        assertThat(waiting.add(product(3))).as("no room").isFalse();
        assertThat(waiting.add(product(2))).as("it has its room already").isTrue();
        assertThat(waiting.due(0)).containsExactly(product(1), product(2));
        assertThat(waiting.add(product(3))).isTrue();
    }

    @Test
    void theFirstIsDueAtOnce() {
        var waiting = keys(20, 10, 1_000);

        assertThat(waiting.pause(0, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
        waiting.add(product(1));
        assertThat(waiting.pause(0, Duration.ofSeconds(1))).isLessThanOrEqualTo(Duration.ofMillis(1));
        assertThat(waiting.due(0)).hasSize(1);
    }

    private static WaitingKeys keys(int perSecond, int percentOfTime, int most) {
        return new WaitingKeys(
                new SyncSettings.Repair(perSecond, percentOfTime, most, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                0);
    }

    private static Suspect product(int number) {
        return new Suspect.Product(new ProductId("p" + number));
    }

}
