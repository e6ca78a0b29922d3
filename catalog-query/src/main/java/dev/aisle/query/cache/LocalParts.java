package dev.aisle.query.cache;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import dev.aisle.query.cache.PartKey.Kind;

/**
 * The parts that this node holds itself, ready to be written, bounded by what they weigh.
 *
 * <p><b>Why what is found is right.</b> {@link ChangeFeed} applies the numbered changes of the read model in their
 * order. A part comes with a <i>basis</i>: it shows every change up to that number. It is stored only if that is at
 * least as far as what is being applied, which is looked at while the key is locked. A change is first announced as
 * being applied, and then each of its keys is locked in turn and cleared of parts with an older basis. So an older part
 * either comes after the announcement, and is refused, or is there when its key's turn comes, and goes.
 *
 * <p>What readers are told of the age of these parts is the state before the changes that are just being applied.
 */
final class LocalParts {

    /** What clients can have a node hold of one thing by asking for ever other pages. */
    private static final int MOST_FIELDS = 256;

    /** An entry of the cache, its key and its map. */
    private static final int OVERHEAD = 320;

    private static final int FIELD_OVERHEAD = 160;

    private final @Nullable Cache<Thing, Held> parts;

    /** The newest change that is applied, or just being applied. */
    private volatile @Nullable NodeState announced;

    private volatile @Nullable NodeState state;

    /** What parts belong to. */
    private record Thing(Kind kind, String id) {}

    private record Part(StoredPart<?> part, long basis, Instant asOf, int weight) {}

    /** The parts of one thing. */
    private record Held(Map<String, Part> fields, int weight) {

        static Held of(Map<String, Part> fields) {
            return new Held(fields,
                    OVERHEAD + fields.values().stream().mapToInt(part -> part.weight() + FIELD_OVERHEAD).sum());
        }

        Held with(String field, Part part) {
            var known = this.fields.get(field);
            if (known != null && known.basis() > part.basis()) {
                return this;
            }
            var more = new LinkedHashMap<>(this.fields);
            more.put(field, part);
            if (more.size() > MOST_FIELDS) {
                more.remove(more.keySet().iterator().next());
            }
            return of(more);
        }

        @Nullable
        Held without(Predicate<Part> old) {
            if (this.fields.values().stream().noneMatch(old)) {
                return this;
            }
            var rest = new LinkedHashMap<>(this.fields);
            rest.values().removeIf(old);
            return rest.isEmpty() ? null : of(rest);
        }
    }

    /** Holds up to so many bytes; nothing at all for 0. */
    LocalParts(long bytes) {
        this.parts = (bytes == 0) ? null
                : Caffeine.newBuilder().maximumWeight(bytes).<Thing, Held>weigher((_, held) -> held.weight()).build();
    }

    /** What readers may know of these parts, or null while nothing is known of the read model. */
    @Nullable
    NodeState state() {
        return (this.parts == null) ? null : this.state;
    }

    /** A part, whatever it is worth by now. */
    @Nullable
    StoredPart<?> find(PartKey<?> key) {
        var part = held(key);
        return (part == null) ? null : part.part();
    }

    /**
     * A part that may be old.
     *
     * @param part the part
     * @param asOf the data was so at that time: for a part that something else than its key has made invalid since
     */
    record Old(StoredPart<?> part, Instant asOf) {}

    /** A part with its own time. */
    @Nullable
    Old findOld(PartKey<?> key) {
        var part = held(key);
        return (part == null) ? null : new Old(part.part(), part.asOf());
    }

    private @Nullable Part held(PartKey<?> key) {
        var held = (this.parts == null) ? null : this.parts.getIfPresent(new Thing(key.kind(), key.id()));
        return (held == null) ? null : held.fields().get(key.field());
    }

    /**
     * Stores a part that shows every change of the generation up to the basis, unless that is too old.
     * @param asOf the settled time of the state that it was read from or found in
     */
    <T> void put(PartKey<T> key, StoredPart<T> part, int generation, long epoch, long basis, Instant asOf) {
        if (this.parts != null) {
            var stored = new Part(part, basis, asOf, key.codec().weight(part.value()));
            this.parts.asMap().compute(new Thing(key.kind(), key.id()), (_, held) -> {
                if (!admits(generation, epoch, basis)) {
                    return held;
                }
                return (held == null) ? Held.of(Map.of(key.field(), stored)) : held.with(key.field(), stored);
            });
        }
    }

    private boolean admits(int generation, long epoch, long basis) {
        var known = this.announced;
        return known != null && known.generation() == generation && known.epoch() == epoch
                && known.applied() <= basis;
    }

    /** Forgets everything. */
    void begin(NodeState from) {
        this.announced = from;
        if (this.parts != null) {
            this.parts.invalidateAll();
        }
        this.state = from;
    }

    /** Applies the next changes. */
    void apply(List<PartChanges> changes, NodeState next) {
        this.announced = next;
        changes.forEach(change -> {
            long seq = change.seq();
            change.products().forEach(id -> clear(Kind.PRODUCT, id, seq));
            change.productSlugs().forEach(slug -> clear(Kind.PRODUCT_SLUG, slug, seq));
            change.categories().forEach(id -> {
                clear(Kind.CATEGORY, id, seq);
                clear(Kind.LISTING, id, seq);
            });
            change.listings().forEach((id, keys) -> clear(Kind.LISTING, id,
                    part -> part.basis() < seq
                            && (!(part.part().value() instanceof RangedPart ranged) || ranged.isTouchedBy(keys))));
        });
        this.state = next;
    }

    private void clear(Kind kind, String id, long seq) {
        clear(kind, id, part -> part.basis() < seq);
    }

    private void clear(Kind kind, String id, Predicate<Part> old) {
        if (this.parts != null) {
            // not computeIfPresent, which doesn't wait for a part that is just being stored for the first time
            this.parts.asMap().compute(new Thing(kind, id), (_, held) -> (held == null) ? null : held.without(old));
        }
    }

    /** The newest change applied, 0 while nothing is known. */
    long applied() {
        var known = this.state;
        return (known == null) ? 0 : known.applied();
    }

    /** What all parts weigh, in bytes, about. */
    long weight() {
        return (this.parts == null) ? 0
                : this.parts.policy().eviction().map(policy -> policy.weightedSize().orElse(0)).orElse(0L);
    }
}
