package dev.aisle.query.cache;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What one look into the caches found, and what they knew of their own age before any database was asked. */
public final class PartLook {

    private final List<? extends PartKey<?>> keys;
    private final @Nullable StoredPart<?>[] parts;
    private final @Nullable CacheMeta meta;
    private final @Nullable NodeState node;
    private final Instant asOf;
    private final long at;

    /**
     * @param keys what was looked for
     * @param parts what was found of it, in the same order
     * @param meta what Redis said of itself, if it was asked and is believed
     * @param node what this node's own parts were, if they are trusted
     * @param asOf what was found is as the data was then, or newer
     * @param at milliseconds of this node's clock
     */
    PartLook(List<? extends PartKey<?>> keys, @Nullable StoredPart<?>[] parts, @Nullable CacheMeta meta,
            @Nullable NodeState node, Instant asOf, long at) {
        this.keys = keys;
        this.parts = parts;
        this.meta = meta;
        this.node = node;
        this.asOf = asOf;
        this.at = at;
    }

    @Nullable
    CacheMeta meta() {
        return this.meta;
    }

    @Nullable
    NodeState node() {
        return this.node;
    }

    /** How new what is read after this look will be at least. */
    record Newness(String incarnation, long shared, long epoch, long own) {}

    Newness newness() {
        var shared = (this.meta == null) ? null : this.meta.state();
        return new Newness((shared == null) ? "" : shared.incarnation(), (shared == null) ? 0 : shared.applied(),
                (this.node == null) ? 0 : this.node.epoch(), (this.node == null) ? 0 : this.node.applied());
    }

    /** What wasn't found. */
    List<PartKey<?>> missing() {
        var missing = new ArrayList<PartKey<?>>();
        for (int i = 0; i < this.parts.length; i++) {
            if (this.parts[i] == null) {
                missing.add(this.keys.get(i));
            }
        }
        return missing;
    }

    List<? extends PartKey<?>> keys() {
        return this.keys;
    }

    /** In the order of the keys; nobody changes it. */
    @Nullable
    StoredPart<?>[] parts() {
        return this.parts;
    }

    /** Milliseconds of this node's clock at the look. */
    long at() {
        return this.at;
    }

    /**
     * What was found is as the data was at that time, or newer.
     * @return the settled time of the newest change applied to the caches that it was found in
     */
    public Instant asOf() {
        return this.asOf;
    }

    /**
     * A part.
     * @param <T> the kind of part
     * @param key its name, one of those looked for
     * @return the part, or empty
     */
    @SuppressWarnings("unchecked") // who stored it under the key had its codec, too
    public <T> Optional<T> get(PartKey<T> key) {
        int index = this.keys.indexOf(key);
        return (index < 0 || this.parts[index] == null) ? Optional.empty()
                : Optional.of(((StoredPart<T>) this.parts[index]).value());
    }

    /**
     * All parts, where all that were looked for are of one kind.
     * @param <T> the kind of part
     * @param looked exactly what was looked for
     * @return the parts in the same order, null for what wasn't found
     */
    @SuppressWarnings("unchecked")
    public <T> List<@Nullable T> all(List<PartKey<T>> looked) {
        if (looked != this.keys) {
            throw new IllegalArgumentException("these are not the keys that were looked for");
        }
        var all = new ArrayList<@Nullable T>(this.parts.length);
        for (var part : this.parts) {
            all.add((part == null) ? null : ((StoredPart<T>) part).value());
        }
        return all;
    }
}
