package dev.aisle.oracle;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database's clock decides about windows, to the microsecond; the clock of the
 * application's host, which shows another time in all of these tests, has no say.
 */
@ExtendWith(AisleForHistories.class)
class WindowClockIntegrationTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static String id(String name, Namespace namespace) {
        return namespace.id(name);
    }

    private static void leafAndProduct(AisleUnderTest aisle, Namespace namespace, String window) throws Exception {
        var json = Map.of("Content-Type", "application/json");
        assertThat(aisle.http().admin("POST", "/categories", json,
                "{\"id\": \"%1$s\", \"name\": \"%1$s\"}".formatted(id("leaf", namespace))).status()).isEqualTo(201);
        assertThat(aisle.http().admin("PUT", "/products/" + id("p", namespace), json, """
                {"name": "Product", "status": "active", "price": {"amount": "1.29", "currency": "USD"},
                 "stock": {"quantity": 7}, "placements": [{"categoryId": "%s"}], "saleWindow": %s}"""
                .formatted(id("leaf", namespace), window)).status()).isEqualTo(201);
    }

    private static boolean isShown(AisleUnderTest aisle, Namespace namespace) throws Exception {
        return aisle.http().get("/v1/categories/" + id("leaf", namespace)).status() == 200;
    }

    private static void reach(AisleUnderTest aisle, Instant time) throws SQLException {
        aisle.clock().reach(time);
        aisle.settle();
    }

    /** A sale from 1:30 to 3:30 of a night in which the clock is put forward at two lasts an hour. */
    @Test
    void aWindowOverTheChangeToSummerTimeLastsAsLongAsItDoes(AisleUnderTest aisle) throws Exception {
        var namespace = aisle.newNamespace();
        var change = BERLIN.getRules()
                .nextTransition(aisle.clock().now().plusSeconds(86_400));
        while (!change.isGap()) {
            change = BERLIN.getRules().nextTransition(change.getInstant());
        }
        var night = change.getDateTimeBefore().toLocalDate();
        var from = ZonedDateTime.of(LocalDateTime.of(night, java.time.LocalTime.of(1, 30)), BERLIN);
        var until = ZonedDateTime.of(LocalDateTime.of(night, java.time.LocalTime.of(3, 30)), BERLIN);
        leafAndProduct(aisle, namespace, "{\"from\": \"%s\", \"until\": \"%s\"}".formatted(from.toOffsetDateTime(),
                until.toOffsetDateTime()));

        reach(aisle, from.toInstant().minusMillis(1));
        assertThat(isShown(aisle, namespace)).isFalse();
        reach(aisle, from.toInstant());
        assertThat(isShown(aisle, namespace)).isTrue();
        reach(aisle, from.toInstant().plusSeconds(3_600).minusMillis(1));
        assertThat(isShown(aisle, namespace)).isTrue();
        reach(aisle, from.toInstant().plusSeconds(3_600));
        assertThat(isShown(aisle, namespace)).isFalse();
    }

    /** What was open stays open and what was closed stays closed when the clock goes back. */
    @Test
    void timeNeverGoesBackwards(AisleUnderTest aisle) throws Exception {
        var namespace = aisle.newNamespace();
        var opens = aisle.clock().now().plusSeconds(60);
        leafAndProduct(aisle, namespace, "{\"from\": \"%s\"}".formatted(opens));
        reach(aisle, opens);
        assertThat(isShown(aisle, namespace)).isTrue();
        long change = Settled.of(aisle.database()).change();

        set(aisle, opens.minusSeconds(3_600));
        try {
            assertThat(aisle.http().admin("PATCH", "/products/" + id("p", namespace),
                    Map.of("Content-Type", "application/merge-patch+json", "If-Match", "*", "Prefer", "wait=20"),
                    "{\"name\": \"Renamed\"}").status()).isEqualTo(200);
            assertThat(Settled.of(aisle.database()).change()).isGreaterThan(change);
            assertThat(Settled.of(aisle.database()).time()).isAfterOrEqualTo(opens);
            assertThat(isShown(aisle, namespace)).isTrue();
        } finally {
            set(aisle, opens);
        }
    }

    private static void set(AisleUnderTest aisle, Instant time) throws SQLException {
        try (var connection = aisle.database().getConnection();
                var update = connection.prepareStatement("UPDATE oracle_clock.present SET now = ?")) {
            update.setObject(1, time.atOffset(ZoneOffset.UTC));
            update.executeUpdate();
        }
    }

}
