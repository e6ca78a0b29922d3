package dev.aisle.query.cache;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartKey.Validity;
import dev.aisle.query.readmodel.Snapshot;

/**
 * The parts that this node holds itself, ready to be written, bounded by what they weigh.
 *
 * <p><b>Why what is found is right.</b> {@link ChangeFeed} applies the numbered changes of the read model in their
 * order. A part comes with a <i>basis</i>: it shows every change up to that number. It is stored only if no later change
 * has touched its key, which is looked at while the key is locked. A change first says of each of its keys that it
 * touches it, and then locks it and clears it of parts with an older basis. So an older part either comes after that was
 * said, and is refused, or is there when its key is locked next, and goes.
 *
 * <p>What readers are told of the age of these parts is the state before the changes that are just being applied.
 *
 * <p>A part that a change has made invalid is not thrown away but set aside, as <i>superseded</i>, with the time at which
 * it was last known to be right: for when nothing newer can be read. Only {@link #findOld} finds it, so that no reader of
 * valid parts can meet it; it goes when its successor comes. Beginning anew drops these, too: nothing of another
 * generation is ever found.
 */
final class LocalParts {

    /** What clients can have a node hold of one thing by asking for ever other pages. */
    private static final int MOST_FIELDS = 256;

    /**
     * How many of these may be superseded: a page that begins behind a product which moved is never asked for again, and
     * would stay for as long as its listing is asked for at all.
     */
    private static final int MOST_SUPERSEDED = 64;

    /** An entry of the cache, its key and its map. */
    private static final int OVERHEAD = 320;

    private static final int FIELD_OVERHEAD = 160;

    private final @Nullable Cache<Thing, Held> parts;

    /** Of all that is made of parts, bodies included. */
    private final long stamped;

    /** What was begun with: parts of nothing else are stored. */
    private volatile @Nullable NodeState begun;

    private volatile @Nullable NodeState state;

    /** What parts belong to. */
    private record Thing(Kind kind, String id) {}

    /** It belongs to what was begun with when it came: one that was just being stored may outlive the forgetting. */
    private record Part(StoredPart<?> part, Validity validity, ChangeStamps begun, long basis, Instant asOf,
            int weight) {

        /** With the time of that state, if it was right then: a change after it makes it invalid. */
        Part rightUntil(NodeState state, long counts) {
            var then = state.freshness().settledTime();
            return (then.isAfter(this.asOf) && this.part.holds(this.validity, state.structure(), counts, 0, 0))
                    ? new Part(this.part, this.validity, this.begun, this.basis, then, this.weight)
                    : this;
        }

        /** Counts have messages of their own; where rows may have changed anywhere nothing is left to these. */
        boolean isTouchedBy(SortKeys keys) {
            return (this.part.value() instanceof RangedPart ranged) ? ranged.isTouchedBy(keys)
                    : keys.isAny() || !this.validity.showsCounts();
        }
    }

    /** The parts of one thing, each either valid, for all that its key tells, or superseded. */
    private record Held(Map<String, Part> fields, Map<String, Part> superseded, int weight) {

        static Held of(Map<String, Part> fields, Map<String, Part> superseded) {
            return new Held(fields, superseded, OVERHEAD + weight(fields) + weight(superseded));
        }

        private static int weight(Map<String, Part> parts) {
            return parts.values().stream().mapToInt(part -> part.weight() + FIELD_OVERHEAD).sum();
        }

        Held with(String field, Part part) {
            var known = this.fields.get(field);
            if (known != null && known.begun() == part.begun() && known.basis() > part.basis()) {
                return this;
            }
            var more = new LinkedHashMap<>(this.fields);
            more.put(field, part);
            return bounded(more, without(this.superseded, Set.of(field)));
        }

        /** Without the parts that are old, which are set aside. */
        Held without(Predicate<Part> old, NodeState before, long counts) {
            var aside = new LinkedHashMap<String, Part>();
            this.fields.forEach((field, part) -> {
                if (old.test(part)) {
                    aside.put(field, part.rightUntil(before, counts));
                }
            });
            if (aside.isEmpty()) {
                return this;
            }
            var rest = without(this.fields, aside.keySet());
            var all = new LinkedHashMap<>(this.superseded);
            all.putAll(aside);
            return bounded(rest, all);
        }

        /** The same, where the counts changed that some of the parts show: readers may see these a little longer. */
        Held recounted(NodeState before, long counts) {
            if (this.fields.values().stream().noneMatch(part -> part.validity().showsCounts())) {
                return this;
            }
            var known = new LinkedHashMap<>(this.fields);
            known.replaceAll((_, part) -> part.validity().showsCounts() ? part.rightUntil(before, counts) : part);
            return of(known, this.superseded);
        }

        @Nullable
        Held withoutSuperseded(String field) {
            if (!this.superseded.containsKey(field)) {
                return this;
            }
            var rest = without(this.superseded, Set.of(field));
            return (rest.isEmpty() && this.fields.isEmpty()) ? null : of(this.fields, rest);
        }

        private static Map<String, Part> without(Map<String, Part> parts, Set<String> fields) {
            if (Collections.disjoint(parts.keySet(), fields)) {
                return parts;
            }
            var rest = new LinkedHashMap<>(parts);
            rest.keySet().removeAll(fields);
            return rest;
        }

        /** What is superseded goes first, and of that what has been for longest. */
        private static Held bounded(Map<String, Part> fields, Map<String, Part> superseded) {
            var newest = last(fields, MOST_FIELDS);
            return of(newest, last(superseded, Math.min(MOST_SUPERSEDED, MOST_FIELDS - newest.size())));
        }

        private static Map<String, Part> last(Map<String, Part> parts, int number) {
            int surplus = parts.size() - number;
            return (surplus <= 0) ? parts
                    : without(parts, parts.keySet().stream().limit(surplus).collect(Collectors.toSet()));
        }
    }

    /**
     * Holds nothing yet.
     * @param bytes what parts may weigh; 0: none are held
     * @param stamped what parts and bodies may weigh together: the more there are, the finer is it noted what changed
     */
    LocalParts(long bytes, long stamped) {
        this.parts = (bytes == 0) ? null
                : Caffeine.newBuilder()
                        .maximumWeight(bytes)
                        .<Thing, Held>weigher((_, held) -> held.weight())
                        // waking another thread for each part that is stored costs more than what it would do
                        .executor(Runnable::run)
                        .build();
        this.stamped = stamped;
    }

    /** What readers may know of these parts, or null while nothing is known of the read model. */
    @Nullable
    NodeState state() {
        return (this.parts == null) ? null : this.state;
    }

    /** A part that nothing has made invalid by its key. */
    @Nullable
    StoredPart<?> find(PartKey<?> key) {
        var held = held(key);
        var part = (held == null) ? null : held.fields().get(key.field());
        return (part == null || isForgotten(part)) ? null : part.part();
    }

    private boolean isForgotten(Part part) {
        var known = this.begun;
        return known == null || part.begun() != known.stamps();
    }

    /**
     * A part that may be old.
     *
     * @param part the part
     * @param superseded whether a change to its key has made it invalid
     * @param asOf the data was so at that time: for a part that is superseded, or that something else than its key has
     * made invalid since
     */
    record Old(StoredPart<?> part, boolean superseded, Instant asOf) {}

    /** A part with its own time, superseded or not. */
    @Nullable
    Old findOld(PartKey<?> key) {
        var held = held(key);
        if (held == null) {
            return null;
        }
        var valid = held.fields().get(key.field());
        var part = (valid == null) ? held.superseded().get(key.field()) : valid;
        return (part == null || isForgotten(part)) ? null : new Old(part.part(), valid == null, part.asOf());
    }

    private @Nullable Held held(PartKey<?> key) {
        return (this.parts == null) ? null : this.parts.getIfPresent(new Thing(key.kind(), key.id()));
    }

    /** Forgets a part that is superseded: there is nothing instead of it. */
    void forgetSuperseded(PartKey<?> key) {
        if (this.parts != null) {
            this.parts.asMap().computeIfPresent(new Thing(key.kind(), key.id()),
                    (_, held) -> held.withoutSuperseded(key.field()));
        }
    }

    /**
     * Stores a part that shows every change of the generation up to the basis, unless that is too old.
     * @param asOf the settled time of the state that it was read from or found in
     */
    <T> void put(PartKey<T> key, StoredPart<T> part, int generation, long epoch, long basis, Instant asOf) {
        if (this.parts != null) {
            int weight = key.codec().weight(part.value());
            this.parts.asMap().compute(new Thing(key.kind(), key.id()), (_, held) -> {
                var known = this.begun;
                if (known == null || !admits(known, key, generation, epoch, basis)) {
                    return held;
                }
                var stored = new Part(part, key.validity(), known.stamps(), basis, asOf, weight);
                return (held == null) ? Held.of(Map.of(key.field(), stored), Map.of())
                        : held.with(key.field(), stored);
            });
        }
    }

    private static boolean admits(NodeState known, PartKey<?> key, int generation, long epoch, long basis) {
        return known.generation() == generation && known.epoch() == epoch
                && known.stamps().isUntouched(key.kind(), key.id(), basis);
    }

    /** Forgets everything. */
    void begin(Snapshot at, boolean exact) {
        var from = NodeState.begin(at, exact, new ChangeStamps(at.change(), this.stamped));
        this.begun = from;
        if (this.parts != null) {
            this.parts.invalidateAll();
        }
        this.state = from;
    }

    /** Applies the next changes to what {@link #begin} began. */
    void apply(List<PartChanges> changes, NodeState next) {
        var before = Objects.requireNonNull(this.state, "it hasn't begun");
        changes.forEach(change -> {
            long seq = change.seq();
            change.products().forEach(id -> supersede(Kind.PRODUCT, id, seq, before));
            change.productSlugs().forEach(slug -> supersede(Kind.PRODUCT_SLUG, slug, seq, before));
            change.categories().forEach(id -> {
                supersede(Kind.CATEGORY, id, seq, before);
                supersede(Kind.LISTING, id, seq, before);
            });
            change.listings().forEach((id, keys) -> supersede(Kind.LISTING, id, seq,
                    part -> part.basis() < seq && part.isTouchedBy(keys), before));
            change.namedCounts().forEach(id -> recount(id, seq, before));
        });
        this.state = next;
    }

    private void supersede(Kind kind, String id, long seq, NodeState before) {
        supersede(kind, id, seq, part -> part.basis() < seq, before);
    }

    private void supersede(Kind kind, String id, long seq, Predicate<Part> old, NodeState before) {
        before.stamps().touch(kind, id, seq);
        long counts = before.counts(kind, id);
        if (this.parts != null) {
            // not computeIfPresent, which doesn't wait for a part that is just being stored for the first time
            this.parts.asMap().compute(new Thing(kind, id),
                    (_, held) -> (held == null) ? null : held.without(old, before, counts));
        }
    }

    /** Nothing is set aside: a reader's look compares a part with the newest change of its counts, and how young it is. */
    private void recount(String category, long seq, NodeState before) {
        long counts = before.counts(Kind.LISTING, category);
        before.stamps().touchCounts(category, seq);
        if (this.parts != null) {
            this.parts.asMap().computeIfPresent(new Thing(Kind.LISTING, category),
                    (_, held) -> held.recounted(before, counts));
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
