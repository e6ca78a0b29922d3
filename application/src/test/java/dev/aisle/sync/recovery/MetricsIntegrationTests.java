package dev.aisle.sync.recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What Prometheus is told, and that the alert rules ask for nothing else. */
@RecoveryTest
class MetricsIntegrationTests {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations");

    private static final Pattern METRIC = Pattern.compile("\\baisle_[a-z_]+");

    @LocalServerPort
    int port;

    @LocalManagementPort
    int managementPort;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    Shop shop;

    Shop management;

    @BeforeEach
    void openShop() {
        this.shop = new Shop(this.port, this.owner);
        this.management = new Shop(this.managementPort, this.owner);
    }

    private String scrape() {
        return new String(this.management.get("/actuator/prometheus").expectStatus().isOk().expectBody()
                .returnResult().getResponseBodyContent());
    }

    private double value(String series) {
        return scrape().lines().filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    private static Set<String> names(String text) {
        return METRIC.matcher(text).results().map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rules() throws IOException {
        Map<String, List<Map<String, Object>>> file = new Yaml()
                .load(Files.readString(OPERATIONS.resolve("alerts.yml")));
        return file.get("groups").stream()
                .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream()).toList();
    }

    @Test
    void eachStageTellsItsLag() {
        this.shop.category("lag");
        this.shop.product("lagging", "lag");

        await().untilAsserted(() -> assertThat(scrape().lines().map(line -> line.split(" ")[0]))
                .contains("aisle_sync_lag_seconds{stage=\"settled\"}", "aisle_sync_lag_seconds{stage=\"redis\"}",
                        "aisle_sync_lag_seconds{stage=\"node\"}", "aisle_sync_lag_events{stage=\"settled\"}",
                        "aisle_sync_lag_events{stage=\"redis\"}", "aisle_sync_lag_events{stage=\"node\"}"));
        assertThat(value("aisle_journal_events_total")).isGreaterThanOrEqualTo(2);
        await().untilAsserted(() -> assertThat(value("aisle_projection_events_total")).isGreaterThanOrEqualTo(2));
    }

    @Test
    void whatAppendsWaitForTheirLockIsMeasured() throws SQLException {
        this.shop.category("waits-for-lock");
        double before = value("aisle_journal_lock_wait_seconds_sum");
        try (var connection = this.owner.getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(4150, 1)");
            }
            var edit = CompletableFuture.runAsync(() -> this.shop.product("waits", "waits-for-lock"),
                    Thread.ofPlatform()::start);
            await().until(() -> JdbcClient.create(this.owner).sql("""
                    SELECT EXISTS (SELECT FROM pg_locks
                                    WHERE locktype = 'advisory' AND classid = 4150 AND objid = 1 AND NOT granted)""")
                    .query(Boolean.class).single());
            connection.commit();
            edit.join();
        }

        assertThat(value("aisle_journal_lock_wait_seconds_sum")).isGreaterThan(before);
    }

    @Test
    void anOldTransactionIsSeen() throws SQLException {
        try (var connection = this.owner.getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT 1");
                await().untilAsserted(
                        () -> assertThat(value("aisle_database_oldest_transaction_seconds")).isGreaterThan(1.5));
            }
            connection.rollback();
        }
    }

    /** Meters with an outcome come with the first of its kind. */
    private void givenAJobThatFailed() {
        JdbcClient.create(this.owner).sql("""
                INSERT INTO sync.job_request (job, parameters, requested_by)
                VALUES ('of-an-older-version', '{}', 'test')""").update();
        await().untilAsserted(() -> assertThat(value(
                "aisle_job_duration_seconds_count{job=\"of-an-older-version\",outcome=\"failed\"}")).isPositive());
    }

    @Test
    void alertRulesAskOnlyForWhatIsThere() throws IOException {
        givenAJobThatFailed();
        var known = names(scrape());
        var missing = new ArrayList<String>();
        for (var rule : rules()) {
            names(String.valueOf(rule.get("expr"))).stream().filter(name -> !known.contains(name))
                    .forEach(name -> missing.add(rule.get("alert") + ": " + name));
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void alertRulesAreCompleteAndSayWhatToDo() throws IOException {
        var runbook = Files.readString(OPERATIONS.resolve("alerts.md"));
        var tests = Files.readString(OPERATIONS.resolve("alerts-test.yml"));
        assertThat(rules()).hasSizeGreaterThan(10).allSatisfy(rule -> {
            var name = String.valueOf(rule.get("alert"));
            assertThat(rule.get("labels")).asString().containsPattern("severity=(critical|warning)");
            assertThat(rule.get("annotations")).asString().contains("summary=").contains("description=")
                    .contains("runbook=docs/operations/alerts.md#" + name.toLowerCase(java.util.Locale.ROOT));
            assertThat(runbook).contains("\n## " + name + "\n");
            assertThat(tests).contains("alertname: " + name);
        });
    }

    @Test
    void theMetricsAreDocumented() throws IOException {
        var documented = Files.readString(OPERATIONS.resolve("metrics.md")).replace('.', '_');

        assertThat(names(scrape()))
                .filteredOn(
                        name -> name.matches(
                                "aisle_(sync|journal|projection|publisher|purger|read|database|generation|job|drift|reconciliation)_.*"))
                .allSatisfy(name -> assertThat(documented)
                        .contains(name.replaceAll("(_total|(_seconds)?(_bucket|_count|_sum|_max)?)$", "")));
    }

}
