package dev.aisle.sync.jobs;

import java.time.Instant;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;

class JobScheduleTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Instant next(String cron, ZoneId zone, String after) {
        return JobSchedule.next(CronExpression.parse(cron), zone, Instant.parse(after));
    }

    @Test
    void theZonesClockDecides() {
        assertThat(next("0 17 3 * * *", ZoneId.of("UTC"), "2026-07-01T00:00:00Z")).isEqualTo("2026-07-01T03:17:00Z");
        assertThat(next("0 17 3 * * *", BERLIN, "2026-07-01T00:00:00Z")).isEqualTo("2026-07-01T01:17:00Z");
        assertThat(next("0 17 3 * * *", BERLIN, "2026-12-01T00:00:00Z")).isEqualTo("2026-12-01T02:17:00Z");
    }

    @Test
    void aTimeThatTheClockSkipsDoesNotComeThatDay() {
        assertThat(next("0 30 2 * * *", BERLIN, "2026-03-28T12:00:00Z")).isEqualTo("2026-03-30T00:30:00Z");
        assertThat(next("0 0 3 * * *", BERLIN, "2026-03-28T12:00:00Z")).isEqualTo("2026-03-29T01:00:00Z");
    }

    @Test
    void aTimeThatComesTwiceIsKept() {
        var first = next("0 30 2 * * *", BERLIN, "2026-10-24T12:00:00Z");

        assertThat(first).isIn(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-25T01:30:00Z"));
        assertThat(JobSchedule.next(CronExpression.parse("0 30 2 * * *"), BERLIN, first.plusSeconds(7200)))
                .isEqualTo("2026-10-26T01:30:00Z");
    }

    @Test
    void whatIsLongPastIsFollowedByTheNextTimeToCome() {
        var schedule = new JobSchedule("0 0 * * * *", "UTC", Instant.parse("2026-01-01T00:00:00Z"), null);

        assertThat(schedule.after(Instant.parse("2026-03-01T10:30:00Z"))).isEqualTo("2026-03-01T11:00:00Z");
    }

}
