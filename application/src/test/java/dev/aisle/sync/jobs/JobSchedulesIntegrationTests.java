package dev.aisle.sync.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.AisleTest;
import dev.aisle.sync.SyncSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Jobs that start by themselves: once, over any number of nodes, and by the database's clock. */
@CountingJobTest
class JobSchedulesIntegrationTests {

    private static final String JOB = "celebrate";

    @LocalServerPort
    int port;

    @Autowired
    JobsIntegrationTests.CountingJob job;

    @Autowired
    JobSchedules schedules;

    @Autowired
    JobRuns runs;

    @Autowired
    ObjectProvider<JobDefinition> definitions;

    @Autowired
    SyncSettings settings;

    @Autowired
    @Qualifier("syncTransactionManager")
    PlatformTransactionManager transactions;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    @BeforeEach
    void open() {
        this.job.gate = new CountDownLatch(0);
    }

    @AfterEach
    void close() {
        this.job.gate.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> this.runs.openOf(JOB).isEmpty());
    }

    private void bringNear(String age) {
        this.sync.sql("UPDATE sync.job_schedule SET next_fire = clock_timestamp() - :age::interval WHERE job = :job")
                .param("age", age).param("job", JOB).update();
    }

    private List<JobRun> fired() {
        return this.runs.latestOf(JOB, 1_000);
    }

    private Instant next() {
        return this.schedules.all().get(JOB).nextFire();
    }

    @Test
    void ofManyNodesOneAsks() throws Exception {
        int before = fired().size();
        int nodes = 8;
        var together = new CyclicBarrier(nodes);
        bringNear("-300 ms");
        try (var threads = Executors.newFixedThreadPool(nodes)) {
            var ended = new ArrayList<Future<?>>();
            for (int i = 0; i < nodes; i++) {
                var node = new JobScheduler(this.schedules, this.runs, this.transactions, this.definitions,
                        this.settings);
                ended.add(threads.submit(() -> {
                    together.await();
                    while (next().isBefore(this.schedules.now().plusSeconds(60))) {
                        node.fire();
                    }
                    return null;
                }));
            }
            for (var each : ended) {
                each.get();
            }
        }

        assertThat(fired()).hasSize(before + 1);
        assertThat(fired().getFirst().requestedBy()).isEqualTo("schedule");
    }

    @Test
    void whatWasMissedComesToOneRun() {
        int before = fired().size();

        bringNear("1000 days");

        await().atMost(Duration.ofSeconds(20)).until(() -> fired().size() > before);
        assertThat(next()).isAfter(this.schedules.now());
        assertThat(fired()).hasSize(before + 1);
    }

    @Test
    void aRunThatGoesOnIsNotJoinedByAnother() {
        this.job.gate = new CountDownLatch(1);
        int before = fired().size();
        bringNear("1 s");
        await().atMost(Duration.ofSeconds(20)).until(() -> fired().size() > before);

        bringNear("1 s");

        await().atMost(Duration.ofSeconds(20)).until(() -> next().isAfter(this.schedules.now()));
        assertThat(fired()).hasSize(before + 1);
    }

    @Test
    void schedulesAreShown() {
        RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build().get()
                .uri("/admin/v1/jobs").exchange().expectStatus().isOk().expectBody()
                .jsonPath("$.jobs[?(@.name == '%s')].schedule.cron".formatted(JOB)).isEqualTo("0 0 0 1 1 *")
                .jsonPath("$.jobs[?(@.name == '%s')].schedule.zone".formatted(JOB)).isEqualTo("UTC")
                .jsonPath("$.jobs[?(@.name == '%s')].schedule.nextFire".formatted(JOB)).isNotEmpty();
    }

}
