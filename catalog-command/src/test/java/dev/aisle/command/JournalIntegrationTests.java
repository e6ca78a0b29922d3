package dev.aisle.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.aisle.command.TestCatalog.CALLER;
import static dev.aisle.command.TestCatalog.category;
import static dev.aisle.command.TestCatalog.product;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JournalIntegrationTests {

    private static final int WRITERS = 16;

    private static final int COMMANDS = 40;

    @AutoClose
    static final TestCatalog catalog = new TestCatalog();

    /** Guards against positions drawn before the order of commits is settled: a reader would pass them by. */
    @Test
    void noPositionAppearsLate() throws Exception {
        catalog.bulk().upsertCategories(List.of(category("late", null)), CALLER);
        var done = new AtomicBoolean();
        var problems = new AtomicInteger();
        var seen = new ArrayList<Long>();
        try (var threads = Executors.newFixedThreadPool(WRITERS + 1)) {
            var reader = threads.submit(() -> {
                long last = 0;
                boolean end = false;
                while (!end) {
                    end = done.get();
                    var next = catalog.jdbc().sql("""
                            SELECT position FROM command.journal WHERE position > :last ORDER BY position
                            """).param("last", last).query(Long.class).list();
                    seen.addAll(next);
                    last = next.isEmpty() ? last : next.getLast();
                }
            });
            var writers = IntStream.range(0, WRITERS).mapToObj(writer -> threads.submit(() -> {
                for (int i = 0; i < COMMANDS; i++) {
                    var id = "w" + writer + "-" + i;
                    if (i % 4 == 0) {
                        catalog.bulk().upsertProducts(IntStream.range(0, 5)
                                .mapToObj(n -> product(id + "-" + n, "late")).toList(), CALLER);
                    } else if (catalog.admin().put("/products/" + id, "{\"name\": \"x\"}").status() != 201) {
                        problems.incrementAndGet();
                    }
                }
            })).toList();
            for (var writer : writers) {
                writer.get();
            }
            done.set(true);
            reader.get();
        }

        assertThat(problems).hasValue(0);
        assertThat(seen).isEqualTo(catalog.jdbc().sql("SELECT position FROM command.journal ORDER BY position")
                .query(Long.class).list());
        assertThat(seen).hasSizeGreaterThan(WRITERS * COMMANDS);
        assertThat(catalog.differences()).isEmpty();
    }

    /** A process that is frozen after its append, or gets no processor, must not hold up all others. */
    @Test
    void theLockIsFreeBeforeThisProcessGetsTheAnswer() {
        var locks = new ArrayList<Long>();
        catalog.whenPublished(() -> locks.add(catalog.jdbc()
                .sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 4150 AND objid = 1")
                .query(Long.class).single()));

        catalog.admin().put("/products/free", "{\"name\": \"x\"}").is(201);
        catalog.whenPublished(() -> {});

        assertThat(locks).containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE command.journal SET actor = 'x'", "DELETE FROM command.journal",
        "TRUNCATE command.journal", "TRUNCATE command.journal_p000000000000",
        "UPDATE command.journal_p000000000000 SET payload = '{}'", "DELETE FROM command.journal_p000000000000"})
    void whatIsWrittenStays(String change) {
        catalog.admin().put("/products/stays", "{\"name\": \"x\"}", "If-Match", "*");

        assertThatThrownBy(() -> catalog.jdbc().sql(change).update()).rootCause()
                .hasMessageContaining("the journal is append-only");
    }

    @Test
    void anAnswerKeptADayIsForgotten() {
        catalog.admin().put("/products/day", "{\"name\": \"x\"}", "Idempotency-Key", "day").is(201);
        catalog.admin().put("/products/day", "{\"name\": \"x\"}", "Idempotency-Key", "day").is(201);
        catalog.jdbc().sql("UPDATE command.idempotency_key SET created_at = now() - interval '25 hours'").update();
        catalog.admin().put("/products/day", "{\"name\": \"x\"}", "Idempotency-Key", "day").is(428);
    }

}
