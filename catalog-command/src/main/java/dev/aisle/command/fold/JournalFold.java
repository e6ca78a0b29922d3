package dev.aisle.command.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.command.category.CategoryTree;
import dev.aisle.command.category.StoredTree;
import dev.aisle.command.journal.JournalReader;
import dev.aisle.command.journal.RecordedEvent;
import dev.aisle.command.product.Assortment;
import dev.aisle.command.product.StoredAssortment;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.WorkingSet;
import dev.aisle.kernel.CategoryEvent;

/**
 * Folds the journal from its beginning and compares what that gives with the tables, in
 * one snapshot. Holds the whole catalog in memory.
 */
@Component
public class JournalFold {

    private final TransactionTemplate snapshot;

    private final JournalReader journal;

    private final StoredTree storedTree;

    private final StoredAssortment storedAssortment;

    private final JdbcClient jdbc;

    JournalFold(@Qualifier("commandTransactionManager") PlatformTransactionManager transactions,
            JournalReader journal, StoredTree storedTree, StoredAssortment storedAssortment,
            @Qualifier("commandJdbc") JdbcClient jdbc) {
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
        this.journal = journal;
        this.storedTree = storedTree;
        this.storedAssortment = storedAssortment;
        this.jdbc = jdbc;
    }

    /**
     * Compares the fold with the tables.
     * @return where they differ; empty when all is well
     */
    public List<Difference> compare() {
        return Objects.requireNonNull(this.snapshot.execute(_ -> {
            var differences = new ArrayList<Difference>();
            var folded = fold(differences);
            var stored = stored();
            var keys = new TreeSet<>(folded.keySet());
            keys.addAll(stored.keySet());
            for (var key : keys) {
                if (!Objects.equals(folded.get(key), stored.get(key))) {
                    differences.add(new Difference(key, folded.get(key), stored.get(key)));
                }
            }
            return differences;
        }));
    }

    private Map<String, String> fold(List<Difference> differences) {
        var tree = new CategoryTree();
        var assortment = new Assortment();
        var versions = new TreeMap<String, Long>();
        this.journal.forEach(recorded -> {
            checkVersion(recorded, versions, differences);
            if (recorded.event() instanceof CategoryEvent category) {
                tree.apply(category);
            } else {
                assortment.apply(recorded.event(), recorded.time());
            }
        });
        var rows = StoredTree.rows(tree);
        rows.putAll(StoredAssortment.rows(assortment));
        ended(rows, StreamType.CATEGORY, tree.categories());
        ended(rows, StreamType.PRODUCT, assortment.products());
        ended(rows, StreamType.STOCK, assortment.stocks());
        ended(rows, StreamType.PRICE, assortment.prices());
        return rows;
    }

    /** Each stream counts 1, 2, 3, … in the order of positions. */
    private static void checkVersion(RecordedEvent recorded, Map<String, Long> versions,
            List<Difference> differences) {
        var stream = StreamType.of(recorded.event()).word() + ":" + StreamType.idOf(recorded.event());
        long expected = versions.getOrDefault(stream, 0L) + 1;
        if (recorded.version() != expected) {
            differences.add(new Difference("journal " + recorded.position() + " of " + stream,
                    "version " + expected, "version " + recorded.version()));
        }
        versions.put(stream, recorded.version());
    }

    private static void ended(Map<String, String> rows, StreamType type, WorkingSet<?, ?> streams) {
        streams.ended().forEach((key, version) -> rows.put(endedKey(type.word(), key.toString()), version.toString()));
    }

    private Map<String, String> stored() {
        var rows = new TreeMap<>(this.storedTree.rows());
        rows.putAll(this.storedAssortment.rows());
        this.jdbc.sql("SELECT stream_type, stream_id, version FROM command.deleted_stream").query(row -> {
            rows.put(endedKey(row.getString("stream_type"), row.getString("stream_id")), row.getString("version"));
        });
        return rows;
    }

    private static String endedKey(String type, String id) {
        return "deleted_stream " + type + ":" + id;
    }

    /**
     * A row that isn't what the journal makes it.
     *
     * @param row its table and key
     * @param folded what the journal makes it, or null for no row
     * @param stored what it is, or null for no row
     */
    public record Difference(String row, @Nullable String folded, @Nullable String stored) {

    }

}
