package dev.aisle.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.aisle.command.JournalPartitions.Partition;

import static dev.aisle.command.TestCatalog.CALLER;
import static dev.aisle.command.TestCatalog.category;
import static dev.aisle.command.TestCatalog.product;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Partitions of the journal from the making to the archive and back. */
class JournalPartitionsIntegrationTests {

    private static final long SIZE = 10_000_000;

    @TempDir
    Path directory;

    private TestCatalog catalog;

    private JournalPartitions partitions;

    @BeforeEach
    void fillTwoPartitions() {
        this.catalog = new TestCatalog();
        this.partitions = this.catalog.bean(JournalPartitions.class);
        this.catalog.bulk().upsertCategories(List.of(category("leaf", null)), CALLER);
        this.catalog.bulk().upsertProducts(IntStream.range(0, 20).mapToObj(n -> product("p" + n, "leaf")).toList(),
                CALLER);
        rename("p1", "a \\\"quote\\\" and \\u00e9");
        goOnAt(SIZE + 5);
        rename("p2", "later");
    }

    @AfterEach
    void drop() {
        this.catalog.close();
    }

    private void rename(String id, String name) {
        this.catalog.admin().patch("/products/" + id, "{\"name\": \"%s\"}".formatted(name), "If-Match", "*").is(200);
    }

    private void goOnAt(long position) {
        this.catalog.jdbc().sql("SELECT setval('command.journal_position', :position)").param("position", position)
                .query(Long.class).single();
    }

    private Partition oldest() {
        return this.partitions.all().getFirst();
    }

    private String journal() {
        return journal(head());
    }

    private String journal(long until) {
        return this.catalog.jdbc().sql("""
                SELECT md5(string_agg(journal::text, E'\\n' ORDER BY position))
                  FROM command.journal
                 WHERE position <= :until""").param("until", until).query(String.class).single();
    }

    private long head() {
        return this.catalog.jdbc().sql("SELECT max(position) FROM command.journal").query(Long.class).single();
    }

    private Partition archived() {
        this.catalog.verify();
        var old = this.partitions.archivable(Duration.ZERO);
        assertThat(old).singleElement().satisfies(each -> assertThat(each.first()).isZero());
        return this.partitions.archive(old.getFirst(), this.directory, ProgressListener.NONE).orElseThrow();
    }

    private Path file(String end) {
        return this.directory.resolve("journal-000000000000-000010000000" + end);
    }

    @Test
    void anArchiveHoldsEveryEventAndItsChecksum() throws IOException {
        var archived = archived();

        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file(".ndjson.gz"))), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().toList()).hasSize(Math.toIntExact(archived.events()))
                    .allMatch(line -> line.startsWith("{\"position\":"));
        }
        assertThat(file(".ndjson.gz.sha256")).content().matches("[0-9a-f]{64}  journal-.*\\.ndjson\\.gz\n");
        assertThat(file(".manifest.json")).content().contains("\"events\" : " + archived.events());
        assertThat(this.partitions.archivable(Duration.ZERO)).isEmpty();
        assertThat(archived.archivedAt()).isNotNull();
    }

    @Test
    void whatWasDroppedIsPutBackAsItWas() {
        long lastBefore = head();
        var before = journal(lastBefore);
        var archived = archived();

        this.partitions.drop(archived, this.directory, head());

        assertThat(this.catalog.jdbc().sql("SELECT min(position) FROM command.journal").query(Long.class).single())
                .isGreaterThan(SIZE);
        assertThat(this.catalog.differences()).isEmpty();
        rename("p3", "while some of it is away");
        assertThat(this.catalog.differences()).isEmpty();

        assertThat(this.partitions.restore(oldest(), this.directory, ProgressListener.NONE)).isTrue();

        assertThat(journal(lastBefore)).isEqualTo(before);
        assertThat(oldest().restoredAt()).isNotNull();
        assertThat(this.partitions.droppable(Duration.ofDays(7), head())).isEmpty();
        assertThatThrownBy(() -> this.catalog.jdbc().sql("DELETE FROM command.journal_p000000000000").update())
                .rootCause().hasMessageContaining("append-only");
        foldFromTheBeginning();
    }

    private void foldFromTheBeginning() {
        for (var table : List.of("category", "category_slug", "product", "product_slug")) {
            this.catalog.jdbc().sql("DELETE FROM command.journal_baseline_" + table).update();
        }
        this.catalog.jdbc()
                .sql("UPDATE command.journal_baseline SET position = 0, tree_position = 0, roots_version = 0")
                .update();
        var verified = this.catalog.verify();
        assertThat(verified.differences()).isEmpty();
        assertThat(verified.events()).isEqualTo(
                this.catalog.jdbc().sql("SELECT count(*) FROM command.journal").query(Long.class).single());
    }

    @Test
    void nothingIsDroppedThatIsNeeded() {
        assertThatThrownBy(() -> drop(head())).hasStackTraceContaining("isn't archived");
        archived();

        assertThatThrownBy(() -> drop(SIZE - 2)).hasStackTraceContaining("is needed still");
        this.catalog.jdbc().sql("UPDATE command.journal_baseline SET position = :position")
                .param("position", SIZE - 1).update();
        assertThatThrownBy(() -> drop(head())).hasStackTraceContaining("is needed still");
        assertThat(this.partitions.droppable(Duration.ZERO, head())).isEmpty();
    }

    private void drop(long neededAfter) {
        this.catalog.jdbc().sql("SELECT command.drop_journal_partition(0, :after)").param("after", neededAfter)
                .query((_, _) -> true).list();
    }

    @Test
    void anArchiveThatIsDamagedIsNeitherTrustedNorRestored() throws IOException {
        var archived = archived();
        byte[] bytes = Files.readAllBytes(file(".ndjson.gz"));
        byte[] damaged = bytes.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(file(".ndjson.gz"), damaged);
        assertThatThrownBy(() -> this.partitions.drop(archived, this.directory, head()))
                .isInstanceOf(JournalArchiveException.class).hasMessageContaining("SHA-256");

        Files.write(file(".ndjson.gz"), bytes);
        this.partitions.drop(archived, this.directory, head());
        Files.write(file(".ndjson.gz"), damaged);
        assertThatThrownBy(() -> this.partitions.restore(oldest(), this.directory, ProgressListener.NONE))
                .isInstanceOf(JournalArchiveException.class).hasMessageContaining("Bring back a copy");
        assertThat(oldest().droppedAt()).isNotNull();
    }

    @Test
    void whoAsksForDroppedEventsIsToldSo() {
        this.partitions.drop(archived(), this.directory, head());

        var asked = this.catalog.admin().get("/journal?after=3");
        var oldest = this.catalog.admin().get("/journal");

        assertThat(asked.status()).isEqualTo(410);
        assertThat(asked.text()).contains("Events up to position 9999999 were archived and dropped");
        assertThat(this.catalog.admin().get("/journal?stream=product:p1&after=0").status()).isEqualTo(410);
        assertThat(oldest.json().get("droppedUpTo").stringValue()).isEqualTo("9999999");
        assertThat(oldest.json().get("events")).isNotEmpty();
        assertThat(this.catalog.admin().get("/journal?after=9999999").json().has("droppedUpTo")).isFalse();
    }

    @Test
    void whatCameWithoutAPartitionGetsOne() {
        goOnAt(50_000_009);
        rename("p4", "in the rest");
        assertThat(rest()).isOne();
        var before = journal();

        int made = this.partitions.extend(1_000, 3);

        assertThat(made).isEqualTo(4);
        assertThat(rest()).isZero();
        assertThat(journal()).isEqualTo(before);
        assertThat(this.partitions.all().getLast().next()).isEqualTo(50_004_000);
        rename("p4", "in a partition");
        assertThat(rest()).isZero();
        assertThat(this.partitions.extend(1_000, 3)).isZero();
        assertThat(this.catalog.differences()).isEmpty();
        assertThatThrownBy(() -> this.catalog.jdbc().sql("TRUNCATE command.journal_p000050000000").update())
                .rootCause().hasMessageContaining("append-only");
    }

    private long rest() {
        return this.catalog.jdbc().sql("SELECT count(*) FROM command.journal_rest").query(Long.class).single();
    }

    @RepeatedTest(5)
    void editorsGoOnWhilePartitionsAreMade() throws Exception {
        goOnAt(50_000_000);
        var done = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(3)) {
            var editors = IntStream.range(0, 3).mapToObj(editor -> threads.submit(() -> {
                for (int i = 0; !done.get(); i++) {
                    rename("p" + (editor + 5), "edit " + i);
                }
            })).toList();
            for (int i = 1; i <= 5; i++) {
                this.partitions.extend(1_000, 10 * i);
            }
            done.set(true);
            for (var editor : editors) {
                editor.get();
            }
        }
        assertThat(this.partitions.all().getLast().next()).isGreaterThanOrEqualTo(50_050_000);
        assertThat(this.catalog.differences()).isEmpty();
    }

}
