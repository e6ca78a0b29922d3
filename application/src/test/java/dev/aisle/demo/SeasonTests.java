package dev.aisle.demo;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.aisle.kernel.Window;

import static org.assertj.core.api.Assertions.assertThat;

class SeasonTests {

    private static final Season WINTER = Season.of(11, 15, 1, 7);

    private static final Season SUMMER = Season.of(6, 1, 9, 1);

    @Test
    void isTheOneThatHoldsOrElseTheNext() {
        assertThat(SUMMER.at(time("2026-07-01"))).isEqualTo(window("2026-06-01", "2026-09-01"));
        assertThat(SUMMER.at(time("2026-11-20"))).isEqualTo(window("2027-06-01", "2027-09-01"));
        assertThat(SUMMER.at(time("2026-09-01"))).isEqualTo(window("2027-06-01", "2027-09-01"));
    }

    @Test
    void mayGoOverTheNewYear() {
        assertThat(WINTER.at(time("2026-11-20"))).isEqualTo(window("2026-11-15", "2027-01-07"));
        assertThat(WINTER.at(time("2027-01-03"))).isEqualTo(window("2026-11-15", "2027-01-07"));
        assertThat(WINTER.at(time("2027-01-07"))).isEqualTo(window("2027-11-15", "2028-01-07"));
    }

    private static Instant time(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }

    private static Window window(String from, String until) {
        return new Window(time(from), time(until));
    }

}
