package dev.aisle.sync;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.TimeZone;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.aisle.AisleTest;
import dev.aisle.command.BulkCatalog;
import dev.aisle.command.Caller;
import dev.aisle.command.Patch;
import dev.aisle.command.ProductUpsert;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockLevel;
import dev.aisle.oracle.Settled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Windows open and close by themselves, in time, by the database's clock. */
@AisleTest
class WindowsIntegrationTests {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** How soon windows open: on a busy machine, too, what is there before is seen until then. */
    private static final Duration AHEAD = Duration.ofSeconds(6);

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("ownerDataSource")
    DataSource owner;

    @Autowired
    ApplicationContext context;

    @Autowired
    BulkCatalog bulk;

    RestTestClient client;

    /** What other tests of this application wrote, a bulk of products too, doesn't hold up windows. */
    @BeforeEach
    void awaitSettled() throws SQLException {
        Settled.await(this.owner);
    }

    @BeforeEach
    void signIn() {
        this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port)
                .defaultHeaders(headers -> headers.setBasicAuth("admin", AisleTest.ADMIN_PASSWORD)).build();
    }

    private Instant now() {
        return JdbcClient.create(this.owner).sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single()
                .toInstant();
    }

    private void category(String id, String more) {
        this.client.post().uri("/admin/v1/categories").contentType(MediaType.APPLICATION_JSON)
                .body("{\"id\": \"%1$s\", \"name\": \"%1$s\"%2$s}".formatted(id, more)).exchange().expectStatus()
                .isCreated();
    }

    private void product(String id, String leaf, String more) {
        this.client.put().uri("/admin/v1/products/" + id).contentType(MediaType.APPLICATION_JSON).body("""
                {"name": "%s", "status": "active", "price": {"amount": "9.99", "currency": "USD"},
                 "stock": {"quantity": 7}, "placements": [{"categoryId": "%s"}]%s}""".formatted(id, leaf, more))
                .exchange().expectStatus().isCreated();
    }

    private String page(String path) {
        return this.client.get().uri(path).exchange().expectBody(String.class).returnResult().getResponseBody();
    }

    private boolean listed(String leaf, String product) {
        return page("/v1/categories/%s/products?first=100".formatted(leaf)).contains("\"id\":\"" + product + "\"");
    }

    private boolean shown(String category) {
        return this.client.get().uri("/v1/categories/" + category).exchange().returnResult().getStatus()
                .is2xxSuccessful();
    }

    /**
     * Something that shoppers see from one instant on.
     *
     * @param what it
     * @param at the instant
     * @param isSo whether they see it
     */
    private record Change(String what, Instant at, BooleanSupplier isSo) {

    }

    /** None before its time, and each within two seconds after it. */
    private void comeInTime(List<Change> changes) {
        var waiting = new ArrayList<>(changes);
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> {
            for (var change : List.copyOf(waiting)) {
                var before = now();
                if (change.isSo().getAsBoolean()) {
                    assertThat(now()).as("%s, seen", change.what()).isAfterOrEqualTo(change.at());
                    waiting.remove(change);
                } else {
                    assertThat(before).as("%s, not seen", change.what()).isBefore(change.at().plus(LIMIT));
                }
            }
            return waiting.isEmpty();
        });
    }

    private static String window(String name, Instant from, Instant until) {
        return ", \"%s\": {\"from\": \"%s\", \"until\": \"%s\"}".formatted(name, from, until);
    }

    @Test
    void windowsOpenAndCloseWithNothingEdited() {
        var opens = now().plus(AHEAD);
        var closes = opens.plusSeconds(3);
        category("w-always", "");
        category("w-season", window("displayWindow", opens, closes));
        product("w-permanent", "w-season", "");
        product("w-sold", "w-always", window("saleWindow", opens, closes));
        product("w-reduced", "w-always",
                ", \"salePrice\": {\"amount\": \"4.44\", \"currency\": \"USD\", \"from\": \"%s\", \"until\": \"%s\"}"
                        .formatted(opens, closes));
        BooleanSupplier reduced = () -> page("/v1/products/w-reduced").contains("4.44");
        await().atMost(AHEAD).until(() -> listed("w-always", "w-reduced"));

        comeInTime(List.of(new Change("a category's window", opens, () -> shown("w-season")),
                new Change("a sale window", opens, () -> listed("w-always", "w-sold")),
                new Change("a sale price's window", opens, reduced)));
        comeInTime(List.of(new Change("a category's window's end", closes, () -> !shown("w-season")),
                new Change("a sale window's end", closes, () -> !listed("w-always", "w-sold")),
                new Change("a sale price's window's end", closes, () -> !reduced.getAsBoolean())));
    }

    @Test
    void windowsThatPassWhileNothingRunsAreSeenAtTheStart() {
        category("d-leaf", "");
        var opens = now().plus(AHEAD);
        product("d-opens", "d-leaf", ", \"saleWindow\": {\"from\": \"%s\"}".formatted(opens));
        product("d-closes", "d-leaf", ", \"saleWindow\": {\"until\": \"%s\"}".formatted(opens));
        await().atMost(AHEAD).until(() -> listed("d-leaf", "d-closes"));
        var projector = this.context.getBeansOfType(SmartLifecycle.class).values().stream()
                .filter(bean -> bean.getClass().getSimpleName().equals("Projector")).findFirst().orElseThrow();

        projector.stop();
        await().until(() -> now().isAfter(opens.plusMillis(200)));
        assertThat(listed("d-leaf", "d-opens")).isFalse();
        projector.start();

        var start = now();
        comeInTime(List.of(new Change("a window that opened meanwhile", start, () -> listed("d-leaf", "d-opens")),
                new Change("a window that closed meanwhile", start, () -> !listed("d-leaf", "d-closes"))));
    }

    @Test
    void windowsOpenInTimeWhileMuchIsToBeProjected() {
        category("l-leaf", "");
        category("l-bulk", "");
        var opens = now().plusSeconds(3);
        product("l-soon", "l-leaf", ", \"saleWindow\": {\"from\": \"%s\"}".formatted(opens));
        for (int chunk = 0; chunk < 6; chunk++) {
            int first = chunk * 2_000;
            this.bulk.upsertProducts(
                    IntStream.range(first, first + 2_000).mapToObj(n -> bulky("l-" + n, "l-bulk")).toList(),
                    new Caller("test", "lag"));
        }

        comeInTime(List.of(new Change("a window under lag", opens, () -> listed("l-leaf", "l-soon"))));
    }

    private static ProductUpsert bulky(String id, String leaf) {
        return new ProductUpsert(new ProductId(id), Patch.put(id), Patch.keep(), Patch.keep(), Patch.keep(),
                Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(),
                Patch.put(new StockLevel.Tracked(5)), Patch.put(new Money(1299, Currency.getInstance("USD"))),
                Patch.keep(), List.of(), List.of(new CategoryId(leaf)));
    }

    /** Local times with their offsets are instants; what zone the host is in says nothing. */
    @Test
    void timesWithOffsetsAreKeptInUtc() {
        var zone = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
        try {
            category("z-leaf", "");
            // two seconds, of which local clocks in Berlin show an hour more
            product("z-spring", "z-leaf",
                    ", \"saleWindow\": {\"from\": \"2026-03-29T01:59:59+01:00\", \"until\": \"2026-03-29T03:00:01+02:00\"}");
            product("z-autumn", "z-leaf",
                    ", \"saleWindow\": {\"from\": \"2026-10-25T02:30:00+02:00\", \"until\": \"2026-10-25T02:30:00+01:00\"}");

            assertThat(page("/admin/v1/products/z-spring")).contains("\"2026-03-29T00:59:59Z\"")
                    .contains("\"2026-03-29T01:00:01Z\"");
            assertThat(page("/admin/v1/products/z-autumn")).contains("\"2026-10-25T00:30:00Z\"")
                    .contains("\"2026-10-25T01:30:00Z\"");
            assertThat(JdbcClient.create(this.owner)
                    .sql("SELECT sale_until - sale_from = interval '2 s' FROM command.product WHERE id = 'z-spring'")
                    .query(Boolean.class).single()).isTrue();
        } finally {
            TimeZone.setDefault(zone);
        }
    }

}
