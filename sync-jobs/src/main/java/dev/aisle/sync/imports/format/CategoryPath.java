package dev.aisle.sync.imports.format;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Category names from the root down, as files write them: {@code A > B > C}.
 *
 * @param levels the names, trimmed, at least one
 */
public record CategoryPath(List<String> levels) {

    /** The most levels that a path may have: two below the deepest tree, which leaves room for {@code Other}. */
    public static final int MAX_DEPTH = 30;

    private static final Pattern SEPARATOR = Pattern.compile("\\s>\\s");

    /** Copies the list. */
    public CategoryPath {
        levels = List.copyOf(levels);
    }

    /**
     * Reads a path; {@link #fault()} tells whether it is a good one.
     * @param text names separated by {@code " > "}
     * @return the path
     */
    public static CategoryPath parse(String text) {
        return new CategoryPath(SEPARATOR.splitAsStream(text).map(Names::trim).toList());
    }

    /**
     * Says why this can't be a category's path.
     * @return a sentence, or null when it can
     */
    public @Nullable String fault() {
        if (this.levels.size() > MAX_DEPTH) {
            return "the path has %d levels, %d are the most".formatted(this.levels.size(), MAX_DEPTH);
        }
        return this.levels.stream().anyMatch(String::isEmpty) ? "the path has a level without a name" : null;
    }

    /**
     * The name of the category itself.
     * @return the last level
     */
    public String name() {
        return this.levels.getLast();
    }

    /**
     * The path of the category above.
     * @return one level less, or null at the root
     */
    public @Nullable CategoryPath parent() {
        return this.levels.size() == 1 ? null : new CategoryPath(this.levels.subList(0, this.levels.size() - 1));
    }

    /**
     * Whether the other lies somewhere below this.
     * @param other another path
     * @return whether this is a proper prefix of it
     */
    public boolean isAncestorOf(CategoryPath other) {
        return other.levels.size() > this.levels.size()
                && other.keys().subList(0, this.levels.size()).equals(keys());
    }

    /**
     * Identifies the path: the same for names that differ only in runs of spaces or in how
     * accents are composed. The first 128 bits of SHA-256.
     * @return the identity
     */
    public UUID key() {
        var digest = Hash.sha256(String.join("\u001F", keys()).getBytes(StandardCharsets.UTF_8));
        return new UUID(digest.getLong(), digest.getLong());
    }

    private List<String> keys() {
        var keys = new ArrayList<String>(this.levels.size());
        for (var level : this.levels) {
            keys.add(nameKey(level));
        }
        return keys;
    }

    /**
     * What of a name counts when names are compared.
     * @param name a category's name
     * @return the name with single spaces and composed accents
     */
    public static String nameKey(String name) {
        return Normalizer.normalize(Names.collapse(Names.trim(name)), Normalizer.Form.NFC);
    }

    @Override
    public String toString() {
        return String.join(" > ", this.levels);
    }

}
