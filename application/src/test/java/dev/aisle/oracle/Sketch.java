package dev.aisle.oracle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What the generator believes of the catalog while it makes up commands, so that most of
 * them make sense. It may be wrong: the truth is in the journal.
 */
final class Sketch {

    private static final int DEEPEST = 7;

    private final SplittableRandom random;

    /** Category to parent; roots have the parent "". */
    private final Map<String, String> parents = new TreeMap<>();

    /** Product to the leaves that it stands in. */
    private final Map<String, Set<String>> placements = new TreeMap<>();

    private final Set<String> gone = new LinkedHashSet<>();

    private int made;

    Sketch(SplittableRandom random) {
        this.random = random;
    }

    String newCategory(@Nullable String parent) {
        String id = again("§-c");
        this.parents.put(id, parent == null ? "" : parent);
        return id;
    }

    String newProduct() {
        String id = again("§-p");
        this.placements.put(id, new LinkedHashSet<>());
        return id;
    }

    /** An id that was deleted before, now and then, else one that never was. */
    private String again(String prefix) {
        if (this.random.nextInt(2) == 0) {
            for (String id : this.gone) {
                if (id.startsWith(prefix)) {
                    this.gone.remove(id);
                    return id;
                }
            }
        }
        // Not in the order in which they are made: ties go by id, and times don't.
        return prefix + Integer.toString(this.made++ * 263 % 1296, 36);
    }

    void removeCategory(String id) {
        this.parents.remove(id);
        this.gone.add(id);
    }

    void removeProduct(String id) {
        this.placements.remove(id);
        this.gone.add(id);
    }

    void move(String id, @Nullable String parent) {
        this.parents.put(id, parent == null ? "" : parent);
    }

    void place(String product, Set<String> leaves) {
        this.placements.put(product, new LinkedHashSet<>(leaves));
    }

    void split(String leaf, String child) {
        this.placements.values().forEach(leaves -> {
            if (leaves.remove(leaf)) {
                leaves.add(child);
            }
        });
    }

    List<String> categories() {
        return List.copyOf(this.parents.keySet());
    }

    List<String> products() {
        return List.copyOf(this.placements.keySet());
    }

    List<String> children(String parent) {
        return this.parents.keySet().stream().filter(id -> parent.equals(this.parents.get(id))).toList();
    }

    List<String> roots() {
        return children("");
    }

    @Nullable
    String parent(String id) {
        String parent = this.parents.getOrDefault(id, "");
        return parent.isEmpty() ? null : parent;
    }

    boolean holdsProducts(String category) {
        return this.placements.values().stream().anyMatch(leaves -> leaves.contains(category));
    }

    /** Categories that may hold products. */
    List<String> leaves() {
        return this.parents.keySet().stream().filter(id -> children(id).isEmpty()).toList();
    }

    /** Categories that may have children. */
    List<String> branches() {
        return this.parents.keySet().stream().filter(id -> !holdsProducts(id) && depth(id) < DEEPEST).toList();
    }

    /** Where a category may go: not below itself. */
    List<String> newParents(String category) {
        return branches().stream().filter(id -> !ancestry(id).contains(category)).toList();
    }

    private List<String> ancestry(String id) {
        var path = new ArrayList<String>();
        for (String at = id; at != null; at = parent(at)) {
            path.add(at);
        }
        return path;
    }

    int depth(String id) {
        return ancestry(id).size();
    }

    Set<String> leavesOf(String product) {
        return Objects.requireNonNull(this.placements.get(product), product);
    }

}
