package dev.aisle.command.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.command.JournalArchiveException;
import dev.aisle.command.JournalPartitions;
import dev.aisle.command.ProgressListener;
import dev.aisle.command.stream.Times;

@Component
final class JdbcJournalPartitions implements JournalPartitions {

    private static final int PAGE = 5_000;

    private static final String COLUMNS = """
            SELECT p.first, p.next, p.events, p.archived_at, p.dropped_at, p.restored_at
              FROM command.journal_partition p
            """;

    private static final String ARCHIVABLE = COLUMNS + """
              JOIN command.journal_baseline b
                ON p.next <= b.position
             WHERE p.archived_at IS NULL
               AND coalesce((SELECT recorded_at
                               FROM command.journal
                              WHERE position >= p.first
                                AND position <  p.next
                              ORDER BY position DESC
                              LIMIT 1) < now() - make_interval(secs => :age), true)
             ORDER BY p.first
            """;

    private static final String DROPPABLE = COLUMNS + """
              JOIN command.journal_baseline b
                ON p.next <= b.position
             WHERE p.archived_at IS NOT NULL
               AND p.dropped_at IS NULL
               AND p.next <= :neededAfter + 1
               AND coalesce(p.restored_at < now() - make_interval(secs => :keep), true)
             ORDER BY p.first
            """;

    private static final String EVENTS = """
            SELECT position, row_to_json(journal)::text AS line
              FROM command.journal
             WHERE position >= :from
               AND position <  :next
             ORDER BY position
             LIMIT :limit
            """;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    JdbcJournalPartitions(@Qualifier("commandJdbc") JdbcClient jdbc,
            @Qualifier("commandTransactionManager") PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @Override
    public List<Partition> all() {
        return this.jdbc.sql(COLUMNS + "ORDER BY p.first").query(JdbcJournalPartitions::partition).list();
    }

    private static Partition partition(ResultSet row, int number) throws SQLException {
        return new Partition(row.getLong("first"), row.getLong("next"), row.getObject("events", Long.class),
                Times.instant(row, "archived_at"), Times.instant(row, "dropped_at"),
                Times.instant(row, "restored_at"));
    }

    @Override
    public int extend(long size, int ahead) {
        return this.jdbc.sql("SELECT command.extend_journal(:size, :ahead)").param("size", size).param("ahead", ahead)
                .query(Integer.class).single();
    }

    @Override
    public List<Partition> archivable(Duration age) {
        return this.jdbc.sql(ARCHIVABLE).param("age", age.toSeconds()).query(JdbcJournalPartitions::partition).list();
    }

    @Override
    public Optional<Partition> archive(Partition partition, Path directory, ProgressListener progress) {
        var files = new ArchiveFiles(directory, partition);
        try {
            Files.createDirectories(directory);
            var manifest = write(partition, files, progress);
            if (manifest == null) {
                Files.deleteIfExists(files.unfinished());
                return Optional.empty();
            }
            if (files.exists() && !files.verified().contentSha256().equals(manifest.contentSha256())) {
                throw new JournalArchiveException(
                        "There is an archive %s already, of other events: move it away, or choose another directory."
                                .formatted(files.content()),
                        null);
            }
            var lines = new AtomicLong();
            files.read(files.unfinished(), manifest.contentSha256(), _ -> lines.incrementAndGet());
            if (lines.get() != manifest.events()) {
                throw new JournalArchiveException("Of %d events only %d can be read back from %s: is the disk sound?"
                        .formatted(manifest.events(), lines.get(), files.unfinished()), null);
            }
            files.publish(manifest);
            files.verified();
            note(partition, manifest);
        } catch (IOException ex) {
            throw new JournalArchiveException(
                    "The archive %s can't be written: see that the directory is there, writable and not full."
                            .formatted(files.content()),
                    ex);
        }
        return all().stream().filter(now -> now.first() == partition.first()).findFirst();
    }

    /** The partition never changes any more, so that it can be read page by page. */
    private @Nullable Manifest write(Partition partition, ArchiveFiles files, ProgressListener progress)
            throws IOException {
        var digest = ArchiveFiles.sha256();
        long events = 0;
        Long first = null;
        Long last = null;
        try (var out = new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(files.unfinished())),
                1 << 16)) {
            for (var page = page(partition, partition.first()); !page.isEmpty(); page = page(partition, last + 1)) {
                for (var event : page) {
                    // a line break can stand between the tokens of a payload only, and says nothing there
                    byte[] line = (event.line().replace('\n', ' ').replace('\r', ' ') + "\n")
                            .getBytes(StandardCharsets.UTF_8);
                    digest.update(line);
                    out.write(line);
                }
                first = (first == null) ? page.getFirst().position() : first;
                last = page.getLast().position();
                events += page.size();
                progress.done(events);
                if (progress.isStopped()) {
                    return null;
                }
            }
        }
        return new Manifest(Manifest.FORMAT, epoch(), partition.first(), partition.next(), events, first, last,
                ArchiveFiles.hex(digest), files.name(), ArchiveFiles.checksumOf(files.unfinished()),
                Files.size(files.unfinished()));
    }

    private record Line(long position, String line) {

    }

    private List<Line> page(Partition partition, long from) {
        return this.jdbc.sql(EVENTS).param("from", from).param("next", partition.next()).param("limit", PAGE)
                .query((row, _) -> new Line(row.getLong("position"), row.getString("line"))).list();
    }

    private long epoch() {
        return this.jdbc.sql("SELECT epoch FROM command.catalog").query(Long.class).single();
    }

    private void note(Partition partition, Manifest manifest) {
        this.jdbc.sql("""
                UPDATE command.journal_partition
                   SET archived_at = now(), events = :events, sha256 = :sha256
                 WHERE first = :first""")
                .param("first", partition.first()).param("events", manifest.events())
                .param("sha256", manifest.contentSha256()).update();
    }

    @Override
    public List<Partition> droppable(Duration keepRestored, long neededAfter) {
        return this.jdbc.sql(DROPPABLE).param("keep", keepRestored.toSeconds()).param("neededAfter", neededAfter)
                .query(JdbcJournalPartitions::partition).list();
    }

    @Override
    public void drop(Partition partition, Path directory, long neededAfter) {
        archiveOf(partition, new ArchiveFiles(directory, partition));
        this.jdbc.sql("SELECT command.drop_journal_partition(:first, :neededAfter)")
                .param("first", partition.first()).param("neededAfter", neededAfter).query((_, _) -> true).list();
    }

    /** The archive that the database knows of, found whole. */
    private Manifest archiveOf(Partition partition, ArchiveFiles files) {
        var manifest = files.verified();
        var known = this.jdbc.sql("SELECT sha256 FROM command.journal_partition WHERE first = :first")
                .param("first", partition.first()).query(String.class).single();
        if (!manifest.contentSha256().equals(known) || manifest.first() != partition.first()
                || manifest.next() != partition.next()
                || manifest.events() != Objects.requireNonNullElse(partition.events(), -1L)) {
            throw new JournalArchiveException("The archive %s is not that of this database's positions from %d to %d."
                    .formatted(files.content(), partition.first(), partition.next() - 1), null);
        }
        return manifest;
    }

    @Override
    public boolean restore(Partition partition, Path directory, ProgressListener progress) {
        var files = new ArchiveFiles(directory, partition);
        var manifest = archiveOf(partition, files);
        call("SELECT command.begin_journal_restore(:first)", partition);
        try {
            var back = new Restore(partition, progress);
            files.read(files.content(), manifest.contentSha256(), back::add);
            back.flush();
            if (back.stopped) {
                return false;
            }
        } catch (IOException ex) {
            throw new JournalArchiveException("The archive %s can't be read.".formatted(files.content()), ex);
        }
        call("SELECT command.finish_journal_restore(:first)", partition);
        return true;
    }

    private void call(String function, Partition partition) {
        this.jdbc.sql(function).param("first", partition.first()).query((_, _) -> true).list();
    }

    /** Puts lines back page by page; after a stop it passes the rest by. */
    private final class Restore {

        private final Partition partition;

        private final ProgressListener progress;

        private final List<String> page = new ArrayList<>();

        private long done;

        private boolean stopped;

        Restore(Partition partition, ProgressListener progress) {
            this.partition = partition;
            this.progress = progress;
        }

        void add(String line) {
            if (this.stopped) {
                return;
            }
            this.page.add(line);
            if (this.page.size() >= PAGE) {
                flush();
            }
        }

        void flush() {
            if (this.page.isEmpty() || this.stopped) {
                return;
            }
            JdbcJournalPartitions.this.transaction.executeWithoutResult(_ -> JdbcJournalPartitions.this.jdbc
                    .sql("SELECT command.restore_journal_events(:first, :lines)")
                    .param("first", this.partition.first()).param("lines", this.page.toArray(String[]::new))
                    .query((_, _) -> true).list());
            this.done += this.page.size();
            this.page.clear();
            this.progress.done(this.done);
            this.stopped = this.progress.isStopped();
        }

    }

}
