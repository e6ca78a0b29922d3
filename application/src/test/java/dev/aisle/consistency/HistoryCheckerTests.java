package dev.aisle.consistency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.aisle.consistency.Facet.Kind;
import dev.aisle.consistency.HistoryChecker.Violation;
import dev.aisle.consistency.Shown.Count;
import dev.aisle.consistency.Shown.Page;
import dev.aisle.consistency.Shown.Sight;
import dev.aisle.consistency.Write.Acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;

/** Each of the checker's checks finds what was planted for it, and nothing in what is right. */
class HistoryCheckerTests {

    static final Catalog CATALOG = Catalog.of(2);

    static final Facet NAME = new Facet(Kind.NAME, "left-000");

    static final Facet STOCK = new Facet(Kind.STOCK, "left-000");

    static final List<String> ALL = List.of("left-000", "right-000", "left-001", "right-001");

    /** Version 2 is sent at 20, done at 21; version 3 is sent at 30, done at 31. The positions are the same numbers. */
    static List<Write> writes() {
        var writes = new ArrayList<Write>();
        for (var product : CATALOG.products()) {
            writes.add(write(new Facet(Kind.STOCK, product), 1, 10));
        }
        for (int version = 1; version <= 3; version++) {
            writes.add(write(NAME, version, 10L * version));
        }
        writes.add(write(STOCK, 2, 20));
        return writes;
    }

    static Write write(Facet facet, int version, long at) {
        return new Write(facet, version, time(at), new Acknowledgement(time(at + 1), at + 1));
    }

    static Instant time(long seconds) {
        return Instant.ofEpochSecond(seconds);
    }

    static Reading reading(long token, long answered, long asOf, Shown shown) {
        return new Reading(1, "a", "/", token, 200, time(answered), time(answered), time(asOf),
                (answered - asOf < 3) ? null : answered - asOf, shown);
    }

    static Shown sight(Facet facet, int version) {
        return new Shown(List.of(new Sight(facet, version)), List.of(), null, List.of());
    }

    static Shown page(int first, @Nullable String after, boolean more, String... products) {
        return new Shown(List.of(), List.of(), new Page("shop", true, first, after, List.of(products), more),
                List.of());
    }

    static List<String> wrong(Reading reading) {
        return new HistoryChecker(CATALOG, writes()).check(List.of(reading)).stream().map(Violation::what).toList();
    }

    @Test
    void whatIsAllowedIsNotWrong() {
        assertThat(wrong(reading(0, 40, 5, sight(NAME, 1)))).isEmpty();
        assertThat(wrong(reading(0, 40, 25, sight(NAME, 2)))).isEmpty();
        assertThat(wrong(reading(21, 40, 5, sight(NAME, 2)))).isEmpty();
        assertThat(wrong(reading(0, 30, 5, sight(NAME, 3)))).as("sent, not acknowledged").isEmpty();
        assertThat(wrong(reading(0, 40, 5, sight(STOCK, 1)))).isEmpty();
        assertThat(wrong(reading(0, 40, 5, page(3, null, true, "left-000", "right-000", "left-001")))).isEmpty();
        assertThat(wrong(reading(0, 40, 25, page(3, null, false, "right-000", "left-001", "right-001")))).isEmpty();
        assertThat(wrong(reading(0, 40, 25, page(2, "right-000", false, "left-001", "right-001")))).isEmpty();
        assertThat(wrong(new Reading(1, "a", "/", 0, 503, time(1), time(2), null, null, Shown.NOTHING))).isEmpty();
    }

    @Test
    void versionsOlderThanTheTokenAreFound() {
        assertThat(wrong(reading(21, 40, 5, sight(NAME, 1)))).singleElement().asString().contains("token includes");
        assertThat(wrong(reading(31, 40, 5, sight(NAME, 2)))).singleElement().asString().contains("token includes");
    }

    @Test
    void versionsOlderThanTheNamedTimeAreFound() {
        assertThat(wrong(reading(0, 40, 22, sight(NAME, 1)))).singleElement().asString().contains("time that it names");
    }

    @Test
    void versionsThatNeverWereAreFound() {
        assertThat(wrong(reading(0, 29, 25, sight(NAME, 3)))).singleElement().asString().contains("never was");
        assertThat(wrong(reading(0, 40, 35, sight(NAME, 4)))).singleElement().asString().contains("never was");
        assertThat(wrong(reading(0, 40, 35, sight(NAME, 0)))).singleElement().asString().contains("never was");
        assertThat(wrong(reading(0, 40, 35, sight(new Facet(Kind.PRICE, "x"), 1)))).singleElement().asString()
                .contains("never was");
    }

    @Test
    void aStockThatItNeverHadIsFound() {
        assertThat(wrong(reading(0, 40, 25, sight(STOCK, 1)))).singleElement().asString().contains("in stock");
        assertThat(wrong(reading(0, 15, 12, sight(STOCK, 0)))).singleElement().asString().contains("sold out");
    }

    @Test
    void holesAreFound() {
        assertThat(wrong(reading(0, 40, 25, page(3, null, true, "right-000", "right-001"))))
                .anyMatch(what -> what.contains("says that more"))
                .anyMatch(what -> what.contains("hole where left-001"));
        assertThat(wrong(reading(0, 15, 12, page(4, null, false, "right-000", "left-001", "right-001"))))
                .singleElement().asString().contains("hole where left-000");
        assertThat(wrong(reading(0, 40, 25, page(4, "right-000", false, "left-001")))).singleElement().asString()
                .contains("hole where right-001");
        var byPrice = new Page("shop", false, 9, null, List.of("left-000", "right-000", "right-001"), false);
        assertThat(wrong(reading(0, 40, 25, new Shown(List.of(), List.of(), byPrice, List.of()))))
                .anyMatch(what -> what.contains("hole where left-001"));
    }

    @Test
    void whatIsShownTwiceOrOutOfOrderOrIsNotThereIsFound() {
        assertThat(wrong(reading(0, 40, 5, page(5, null, false, "left-000", "right-000", "right-000", "left-001",
                "right-001")))).anyMatch(what -> what.contains("right-000 twice"));
        assertThat(wrong(reading(0, 40, 5, page(4, null, false, "right-000", "left-000", "left-001", "right-001"))))
                .singleElement().asString().contains("left-000 out of order");
        assertThat(wrong(reading(0, 40, 5, page(4, null, false, "x", "right-000", "left-001", "right-001"))))
                .anyMatch(what -> what.contains("x, which isn't there"));
        assertThat(wrong(reading(0, 40, 25, page(4, null, false, ALL.toArray(String[]::new))))).singleElement()
                .asString().contains("left-000, which is sold out");
        assertThat(wrong(reading(0, 40, 5, page(2, null, false, "left-000", "right-000", "left-001", "right-001"))))
                .singleElement().asString().contains("4 products of 2");
    }

    @Test
    void wrongCountsAreFound() {
        assertThat(wrong(reading(0, 40, 25, counting(4)))).singleElement().asString().contains("counts 4");
        assertThat(wrong(reading(0, 40, 25, counting(2)))).singleElement().asString().contains("counts 2");
        assertThat(wrong(reading(0, 40, 25, counting(3)))).isEmpty();
    }

    static Shown counting(long products) {
        return new Shown(List.of(), List.of(new Count("shop", products)), null, List.of());
    }

    @Test
    void headersThatLieAreFound() {
        assertThat(wrong(new Reading(1, "a", "/", 0, 200, time(40), time(40), time(41), null, Shown.NOTHING)))
                .singleElement().asString().contains("future");
        assertThat(wrong(new Reading(1, "a", "/", 0, 200, time(40), time(40), null, null, Shown.NOTHING)))
                .singleElement().asString().contains("how old");
        assertThat(wrong(new Reading(1, "a", "/", 0, 200, time(40), time(40), time(20), null, Shown.NOTHING)))
                .singleElement().asString().contains("age null");
        assertThat(wrong(new Reading(1, "a", "/", 0, 200, time(40), time(41), time(20), 5L, Shown.NOTHING)))
                .singleElement().asString().contains("age 5");
    }

    @Test
    void whatIsGoneOrFailsOtherwiseThanByRefusalIsFound() {
        for (int status : List.of(404, 500, 400)) {
            assertThat(wrong(new Reading(1, "a", "/", 0, status, time(1), time(2), null, null, Shown.NOTHING)))
                    .singleElement().asString().contains("answered " + status);
        }
    }

    @Test
    void flawsOfTheBodyItselfAreFound() {
        var torn = Body.shown("/v1/products/left-000", """
                {"id": "left-000", "name": "Product v7", "brand": "Brand v6", "description": "About v7",
                 "price": {"amount": "3.00", "currency": "USD"}, "availability": "in_stock",
                 "categories": [{"id": "left", "name": "Category v2", "breadcrumbs": []}]}""", null);
        assertThat(torn.flaws()).singleElement().asString().contains("Brand v6");
        assertThat(torn.sights()).contains(new Sight(NAME, 7), new Sight(new Facet(Kind.PRICE, "left-000"), 3),
                new Sight(STOCK, 1), new Sight(new Facet(Kind.CATEGORY, "left"), 2));
        assertThat(Body.shown("/v1/products?ids=left-000", "{\"products\": [], \"missing\": [\"left-000\"]}", null)
                .flaws()).singleElement().asString().contains("left-000");
        assertThat(Body.shown("/v1/products/left-000", "{\"id\": \"left-0", null).flaws()).isNotEmpty();
    }
}
