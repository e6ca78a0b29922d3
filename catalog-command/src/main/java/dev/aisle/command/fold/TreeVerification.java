package dev.aisle.command.fold;

import java.util.Map;
import java.util.TreeSet;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.category.CategoryTree;
import dev.aisle.command.category.StoredTree;
import dev.aisle.command.journal.JournalReader;
import dev.aisle.command.journal.RecordedEvent;
import dev.aisle.command.stream.StreamType;
import dev.aisle.kernel.CategoryEvent;

/**
 * Folds the events of categories and compares the tree with the tables. An event of one
 * stream may put the children of another in order, so the tree is folded as a whole.
 */
@Component
class TreeVerification {

    private final JournalReader journal;

    private final StoredTree storedTree;

    private final TreeBaseline baseline;

    private final JdbcClient jdbc;

    TreeVerification(JournalReader journal, StoredTree storedTree, TreeBaseline baseline,
            @Qualifier("commandJdbc") JdbcClient jdbc) {
        this.journal = journal;
        this.storedTree = storedTree;
        this.baseline = baseline;
        this.jdbc = jdbc;
    }

    /** In one snapshot, whose head is given; moves the tree's baseline there if all is well. */
    void verify(long head, Findings findings) {
        var tree = this.baseline.load();
        long differing = findings.differing();
        this.journal.ofCategories(this.baseline.position(), event -> {
            follows(tree, event, findings);
            findings.counted(0, 0, 1);
            tree.apply((CategoryEvent) event.event());
            tree.forgetEvents();
        });
        var folded = StoredTree.rows(tree);
        tree.categories().ended().forEach((id, version) -> folded.put(ended(id.value()), version.toString()));
        var stored = stored();
        var keys = new TreeSet<>(folded.keySet());
        keys.addAll(stored.keySet());
        for (var key : keys) {
            findings.compare(key, folded.get(key), stored.get(key));
        }
        findings.counted(tree.categories().present().size(), 0, 0);
        if (findings.differing() == differing) {
            this.baseline.store(tree, head);
        }
    }

    private static void follows(CategoryTree tree, RecordedEvent event, Findings findings) {
        var id = ((CategoryEvent) event.event()).id();
        findings.follows(event, StreamType.CATEGORY.word() + ":" + StreamType.idOf(event.event()),
                (id == null) ? tree.rootsVersion() : tree.categories().get(id).version());
    }

    private Map<String, String> stored() {
        var rows = this.storedTree.rows();
        this.jdbc.sql("SELECT stream_id, version FROM command.deleted_stream WHERE stream_type = 'category'")
                .query(row -> {
                    rows.put(ended(row.getString("stream_id")), row.getString("version"));
                });
        return rows;
    }

    private static String ended(String id) {
        return "deleted_stream category:" + id;
    }

}
