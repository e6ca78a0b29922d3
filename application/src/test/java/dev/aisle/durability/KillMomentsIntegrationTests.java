package dev.aisle.durability;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

import dev.aisle.oracle.CatalogCheck;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Editors work, imports run and the read model is rebuilt while the application, or it and its servers, are killed
 * at random moments. After each restart all that was acknowledged is there, and shoppers
 * see what the journal tells. More moments: {@code -Daisle.kills=30 -Daisle.seed=42}.
 */
@Order(2)
class KillMomentsIntegrationTests {

    private static final int KILLS = Integer.getInteger("aisle.kills", 3);

    private static final long SEED = Long.getLong("aisle.seed", 930);

    private static final int MOST_ANSWERS = 150;

    private final SplittableRandom random = new SplittableRandom(SEED);

    private final Promises promises = new Promises();

    private int imports;

    private int rebuilds;

    @Test
    void nothingAcknowledgedIsLostAndAllAnswersAreRight(
            @TempDir(factory = TempDirFactory.Standard.class) Path directory) throws Exception {
        try (var aisle = new AisleProcess(directory)) {
            aisle.awaitReady();
            for (int kill = 0; kill < KILLS; kill++) {
                Instant begin = Instant.now();
                var load = new EditingLoad(aisle.http(), "k" + kill, this.random.nextLong());
                load.start();
                load.awaitAnswers(1 + this.random.nextInt(MOST_ANSWERS));
                String victim = kill(aisle, kill);
                load.awaitEnd();
                this.promises.add(load.acknowledged());
                Instant death = Instant.now();
                aisle.restart();
                if (kill % 5 == 1) {
                    aisle.awaitLogGrows(this.random.nextInt(6000));
                    aisle.kill();
                    aisle.restart();
                }
                aisle.awaitReady();
                Duration recovery = Duration.between(death, Instant.now());

                assertThat(load.bugs()).isEmpty();
                assertThat(this.promises.broken(aisle.database())).isEmpty();
                assertThat(this.promises.repeat(load, aisle.http(), aisle.database())).isEmpty();
                assertThat(load.imports()).allSatisfy(path -> assertThat(aisle.awaitJob(path))
                        .as(() -> aisle.describe(path)).isEqualTo("completed"));
                assertThat(aisle.awaitLatest("import-catalog")).as("with an import that was accepted, but not answered")
                        .isSubsetOf("completed");
                this.imports += load.imports().size();
                assertThat(load.rebuilds()).allSatisfy(path -> assertThat(aisle.awaitJob(path))
                        .as(() -> aisle.describe(path)).isEqualTo("completed"));
                this.rebuilds += load.rebuilds().size();
                assertThat(CatalogCheck.differences(aisle.http(), aisle.database())).isEmpty();
                assertThat(aisle.reconcile()).as("differences that the reconciliation finds").isZero();
                System.out.printf(
                        "Kill %d of %s after %d acknowledged and %d unanswered commands: ready again after %d ms, checked in %d ms%n",
                        kill + 1, victim, load.acknowledged().size(), load.unanswered().size(), recovery.toMillis(),
                        Duration.between(begin, Instant.now()).toMillis());
            }
        }
        System.out.printf(
                "%d kills: all of %d acknowledged commands, %d accepted imports and %d rebuilds kept, %d repeated, %d settled by a retry%n",
                KILLS, this.promises.count(), this.imports, this.rebuilds, this.promises.repeated(),
                this.promises.settledByRetry());
    }

    private static String kill(AisleProcess aisle, int number) {
        if (number % 2 == 0) {
            aisle.kill();
            return "the application";
        }
        aisle.killWithServers();
        return "the application and its servers";
    }

}
