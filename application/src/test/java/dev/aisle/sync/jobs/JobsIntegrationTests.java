package dev.aisle.sync.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.PlatformTransactionManager;

import dev.aisle.AisleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Jobs from the request to the end, over HTTP. */
@CountingJobTest
class JobsIntegrationTests {

    @LocalServerPort
    int port;

    @Autowired
    CountingJob job;

    @Autowired
    JobRequests requests;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    @Autowired
    JobEvents events;

    @Autowired
    MeterRegistry meters;

    RestTestClient client;

    /** Counts to its parameter {@code to}, and fails or waits where it is told to. */
    @TestConfiguration(proxyBeanMethods = false)
    static class CountingJob {

        final AtomicInteger atOnce = new AtomicInteger();

        final AtomicInteger mostAtOnce = new AtomicInteger();

        volatile CountDownLatch gate = new CountDownLatch(0);

        volatile boolean fails;

        final AtomicInteger outages = new AtomicInteger();

        @Bean
        JobDefinition countingJobDefinition(JobRepository repository, JobProgress progress,
                @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager) {
            var step = new StepBuilder("count", repository).tasklet((contribution, context) -> {
                var execution = contribution.getStepExecution();
                long to = Long.parseLong(execution.getJobParameters().getString("to", "3"));
                this.mostAtOnce.accumulateAndGet(this.atOnce.incrementAndGet(), Math::max);
                try {
                    long done = execution.getExecutionContext().getLong("done", 0);
                    if (done == 0) {
                        progress.begin(execution, "counting", to);
                    }
                    if (this.fails && done > 0) {
                        throw new JobProblemException("It was told to fail.");
                    }
                    if (this.outages.get() > 0 && this.outages.decrementAndGet() >= 0) {
                        throw new DataAccessResourceFailureException("the database is away");
                    }
                    assertThat(this.gate.await(60, TimeUnit.SECONDS)).isTrue();
                    execution.getExecutionContext().putLong("done", done + 1);
                    progress.done(execution, done + 1);
                    progress.result(execution, Map.of("counted", done + 1));
                    return (done + 1 < to) ? RepeatStatus.CONTINUABLE : RepeatStatus.FINISHED;
                } finally {
                    this.atOnce.decrementAndGet();
                }
            }, transactionManager).build();
            return JobDefinition.onDemand(new JobBuilder("count", repository).start(step).build(), "to");
        }

        /** Its schedule is far away: tests bring it near. */
        @Bean
        JobDefinition scheduledJobDefinition(JobRepository repository,
                @Qualifier("syncTransactionManager") PlatformTransactionManager transactionManager) {
            var step = new StepBuilder("wait", repository).tasklet((_, _) -> {
                assertThat(this.gate.await(60, TimeUnit.SECONDS)).isTrue();
                return RepeatStatus.FINISHED;
            }, transactionManager).build();
            return JobDefinition.onDemand(new JobBuilder("celebrate", repository).start(step).build())
                    .scheduled("0 0 0 1 1 *");
        }

    }

    @BeforeEach
    void signIn() {
        this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build();
        this.job.gate = new CountDownLatch(0);
        this.job.fails = false;
        this.job.outages.set(0);
    }

    private JobRun start(String body) {
        return this.client.post().uri("/admin/v1/jobs/count").header("Content-Type", "application/json").body(body)
                .exchange().expectStatus().isAccepted().expectBody(JobRun.class).returnResult().getResponseBody();
    }

    private JobRun run(long id) {
        return this.client.get().uri("/admin/v1/jobs/executions/" + id).exchange().expectStatus().isOk()
                .expectBody(JobRun.class).returnResult().getResponseBody();
    }

    private void awaitState(long id, String state) {
        await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(run(id).state()).isEqualTo(state));
    }

    @Test
    void aRunCompletesAndSaysSo() {
        var run = start("{\"to\": \"4\"}");

        awaitState(run.id(), "completed");

        var ended = run(run.id());
        assertThat(ended.progress()).isEqualTo(new JobRun.Progress("counting", 4, 4L, 100, 0L));
        assertThat(ended.result()).containsEntry("counted", 4);
        assertThat(ended.requestedBy()).isEqualTo("admin");
        this.client.get().uri("/admin/v1/jobs").exchange().expectStatus().isOk().expectBody()
                .jsonPath("$.jobs[?(@.name == 'count')].executions[0].state").isNotEmpty();
    }

    @Test
    void ofOneJobOneRunsAtATime() {
        this.job.gate = new CountDownLatch(1);
        var first = start("{}");
        var second = start("{}");
        awaitState(first.id(), "running");

        assertThat(run(second.id()).state()).isEqualTo("requested");
        this.job.gate.countDown();
        awaitState(second.id(), "completed");

        assertThat(this.job.mostAtOnce).hasValue(1);
    }

    @Test
    void aRunIsStoppedAndTakenUpAgain() {
        var run = start("{\"to\": \"1000\"}");
        awaitState(run.id(), "running");

        this.client.post().uri("/admin/v1/jobs/executions/%d/stop".formatted(run.id())).exchange().expectStatus()
                .isAccepted();
        awaitState(run.id(), "stopped");
        assertThat(run(run.id()).progress().done()).isLessThan(1000);

        this.client.post().uri("/admin/v1/jobs/executions/%d/restart".formatted(run.id())).exchange().expectStatus()
                .isAccepted();
        awaitState(run.id(), "completed");
        assertThat(run(run.id()).result()).containsEntry("counted", 1000);
        this.client.post().uri("/admin/v1/jobs/executions/%d/stop".formatted(run.id())).exchange().expectStatus()
                .isEqualTo(409);
    }

    @Test
    void aRunThatAnOutageBrokeOffGoesOnByItself() {
        this.job.outages.set(2);

        var run = start("{}");

        awaitState(run.id(), "completed");
        assertThat(this.job.outages).hasValue(0);
    }

    @Test
    void aRunThatOnlyMeetsOutagesEndsSomeTime() {
        this.job.outages.set(5);

        var run = start("{}");

        awaitState(run.id(), "failed");
        assertThat(this.job.outages).hasValue(0);
    }

    @Test
    void aFailedRunSaysWhyAndGoesOnWhereItWas() {
        this.job.fails = true;
        var run = start("{}");
        awaitState(run.id(), "failed");
        assertThat(run(run.id()).problem()).isEqualTo("It was told to fail.");

        this.job.fails = false;
        this.client.post().uri("/admin/v1/jobs/executions/%d/restart".formatted(run.id())).exchange().expectStatus()
                .isAccepted();

        awaitState(run.id(), "completed");
    }

    /** As a node leaves it that is killed, or that couldn't write down how it ended. */
    private void leave(long id, String status, String step, String state) {
        this.sync.sql("""
                WITH execution AS (
                    SELECT max(job_execution_id) AS id
                      FROM sync.batch_job_execution_params
                     WHERE parameter_name = 'run'
                       AND parameter_value = :run
                ), step AS (
                    UPDATE sync.batch_step_execution
                       SET status = :step, end_time = NULL, exit_code = 'EXECUTING'
                      FROM execution
                     WHERE job_execution_id = execution.id
                ), job AS (
                    UPDATE sync.batch_job_execution
                       SET status = :status, end_time = NULL, exit_code = 'UNKNOWN'
                      FROM execution
                     WHERE job_execution_id = execution.id
                )
                UPDATE sync.job_request
                   SET state = :state, node = 'dead', ended_at = NULL
                 WHERE id = :id""").param("run", String.valueOf(id)).param("status", status).param("step", step)
                .param("state", state)
                .param("id", id).update();
    }

    private JobRun awaitTakenUp(long id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> this.sync
                .sql("SELECT state = 'completed' AND ended_at IS NOT NULL FROM sync.job_request WHERE id = :id")
                .param("id", id).query(Boolean.class).single());
        return run(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STARTING", "STARTED", "STOPPING"})
    void aRunWhoseNodeDiedIsTakenUpAgain(String status) {
        long id = this.requests.request("count", Map.of(), "test");
        awaitState(id, "completed");

        leave(id, status, status, "running");

        assertThat(awaitTakenUp(id).attempts()).isEqualTo(2);
        assertThat(this.sync.sql("SELECT node <> 'dead' FROM sync.job_request WHERE id = :id").param("id", id)
                .query(Boolean.class).single()).isTrue();
        assertThat(this.sync.sql("SELECT count(*) FROM sync.batch_job_execution WHERE status = :status")
                .param("status", status).query(Long.class).single()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"STARTED, STARTED", "FAILED, STARTED", "UNKNOWN, UNKNOWN", "FAILED, UNKNOWN"})
    void aRunThatCouldNotWriteDownItsEndIsTakenUpAgain(String status, String step) {
        long id = this.requests.request("count", Map.of(), "test");
        awaitState(id, "completed");

        leave(id, status, step, "requested");

        assertThat(awaitTakenUp(id).attempts()).isEqualTo(2);
        assertThat(
                this.sync.sql("SELECT count(*) FROM sync.batch_step_execution WHERE status IN ('STARTED', 'UNKNOWN')")
                        .query(Long.class).single())
                .isZero();
    }

    /** Once, runs that began at once broke each other off between the two, and ended as failed. */
    @Test
    void aRunThatBrokeOffBeforeItsFirstExecutionWasNotedIsTakenUpAgain() {
        long id = this.requests.request("count", Map.of(), "test");
        awaitState(id, "completed");

        this.sync.sql("""
                DELETE FROM sync.batch_step_execution_context
                 WHERE step_execution_id IN (SELECT step_execution_id
                                               FROM sync.batch_step_execution
                                               JOIN sync.batch_job_execution_params USING (job_execution_id)
                                              WHERE parameter_name = 'run' AND parameter_value = :run);
                DELETE FROM sync.batch_step_execution
                 WHERE job_execution_id IN (SELECT job_execution_id
                                              FROM sync.batch_job_execution_params
                                             WHERE parameter_name = 'run' AND parameter_value = :run);
                DELETE FROM sync.batch_job_execution_context
                 WHERE job_execution_id IN (SELECT job_execution_id
                                              FROM sync.batch_job_execution_params
                                             WHERE parameter_name = 'run' AND parameter_value = :run);
                WITH execution AS (
                    DELETE FROM sync.batch_job_execution_params
                     WHERE job_execution_id IN (SELECT job_execution_id
                                                  FROM sync.batch_job_execution_params
                                                 WHERE parameter_name = 'run' AND parameter_value = :run)
                    RETURNING job_execution_id)
                DELETE FROM sync.batch_job_execution
                 WHERE job_execution_id IN (SELECT job_execution_id FROM execution)""")
                .param("run", String.valueOf(id)).update();
        this.sync.sql("UPDATE sync.job_request SET state = 'requested', node = NULL, ended_at = NULL WHERE id = :id")
                .param("id", id).update();

        awaitTakenUp(id);
        assertThat(this.sync.sql("""
                SELECT count(*)
                  FROM sync.batch_job_execution_params
                 WHERE parameter_name = 'run'
                   AND parameter_value = :run""").param("run", String.valueOf(id)).query(Long.class).single())
                .isEqualTo(1);
    }

    /** Once, such a run was begun again, which Spring Batch refuses, and ended as failed. */
    @Test
    void aRunThatWasCompleteWhenItsNodeDiedIsComplete() {
        long id = this.requests.request("count", Map.of(), "test");
        awaitState(id, "completed");

        this.sync.sql("UPDATE sync.job_request SET state = 'running', node = 'dead', ended_at = NULL WHERE id = :id")
                .param("id", id).update();

        assertThat(awaitTakenUp(id).attempts()).isOne();
    }

    @Test
    void progressIsToldAsEvents() {
        var run = start("{\"to\": \"5\"}");

        var events = this.client.get().uri("/admin/v1/jobs/executions/%d/events".formatted(run.id())).exchange()
                .expectStatus().isOk().expectBody(String.class).returnResult().getResponseBody();

        assertThat(events).contains("event:progress").contains("event:ended").contains("\"state\":\"completed\"");
    }

    @Test
    void aClientThatGoesAwayIsFollowedNoMore() throws IOException {
        var run = start("{\"to\": \"1000\"}");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
            var account = Base64.getEncoder()
                    .encodeToString(("admin:" + AisleTest.ADMIN_PASSWORD).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write("""
                    GET /admin/v1/jobs/executions/%d/events HTTP/1.1\r
                    Host: localhost\r
                    Authorization: Basic %s\r
                    \r
                    """.formatted(run.id(), account).getBytes(StandardCharsets.UTF_8));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.lines().anyMatch(line -> line.startsWith("event:progress"))).isTrue();
            assertThat(this.events.following()).isEqualTo(1);
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> this.events.following() == 0);

        this.client.post().uri("/admin/v1/jobs/executions/%d/stop".formatted(run.id())).exchange();
        await().atMost(Duration.ofSeconds(60)).until(() -> run(run.id()).jobState().isEnded());
    }

    @Test
    void howLongRunsTakeIsMeasured() {
        var run = start("{}");
        awaitState(run.id(), "completed");

        await().atMost(Duration.ofSeconds(10)).until(() -> this.meters.find("aisle.job.duration")
                .tags("job", "count", "outcome", "completed").timer() != null);
    }

    @Test
    void endedRunsAreForgottenWhenTheirTimeIsUp() {
        var old = start("{}");
        var recent = start("{}");
        awaitState(old.id(), "completed");
        awaitState(recent.id(), "completed");
        assertThat(executions(old.id())).isPositive();
        this.sync.sql("UPDATE sync.job_request SET ended_at = now() - interval '31 days' WHERE id = :id")
                .param("id", old.id()).update();

        long purge = this.requests.request("purge-job-history", Map.of(), "test");
        awaitState(purge, "completed");

        this.client.get().uri("/admin/v1/jobs/executions/" + old.id()).exchange().expectStatus().isNotFound();
        assertThat(executions(old.id())).isZero();
        assertThat(run(recent.id()).state()).isEqualTo("completed");
        assertThat(executions(recent.id())).isPositive();
        assertThat(this.sync.sql("""
                SELECT count(*)
                  FROM sync.batch_job_instance i
                 WHERE NOT EXISTS (SELECT FROM sync.batch_job_execution e WHERE e.job_instance_id = i.job_instance_id)
                """).query(Long.class).single()).isZero();
        assertThat(run(purge).result()).hasEntrySatisfying("forgotten", n -> assertThat((int) n).isPositive());
    }

    private long executions(long run) {
        return this.sync.sql("""
                SELECT count(*)
                  FROM sync.batch_job_execution_params
                 WHERE parameter_name = 'run' AND parameter_value = :run""").param("run", String.valueOf(run))
                .query(Long.class).single();
    }

    @Test
    void whatCannotBeStartedIsRefused() {
        this.client.post().uri("/admin/v1/jobs/nothing").exchange().expectStatus().isNotFound();
        this.client.post().uri("/admin/v1/jobs/count").header("Content-Type", "application/json")
                .body("{\"until\": \"4\"}").exchange().expectStatus().isEqualTo(422).expectBody()
                .jsonPath("$.errors[0].pointer").isEqualTo("/until");
        this.client.get().uri("/admin/v1/jobs/executions/999999").exchange().expectStatus().isNotFound();
    }

}
