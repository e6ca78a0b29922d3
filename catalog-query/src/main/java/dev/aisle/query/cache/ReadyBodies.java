package dev.aisle.query.cache;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartKey.Validity;
import dev.aisle.query.json.Rendered;
import dev.aisle.query.surrogate.SurrogateKeys;

/**
 * Bodies that were put together from parts not long ago, so that a page in demand takes one look instead of one for each
 * of its cards.
 *
 * <p><b>Why what is found is right.</b> A body was valid for a {@link NodeState}: its parts showed every change applied
 * then. {@link LocalParts} notes of each change what it touches, before it shows the state that includes it. So who sees
 * that state, and no note newer than the body's on anything that the body is made of, knows that the body is valid for it
 * too. Where not only keys make parts invalid, nothing of that may have changed either.
 */
public final class ReadyBodies {

    /** An entry of the cache, its key, the body's time and tag, and what its proxies know it by. */
    private static final int OVERHEAD = 720;

    private static final int PART_OVERHEAD = 40;

    private final States states;
    private final @Nullable Cache<PartKey<?>, Ready> bodies;

    /**
     * A body that was found.
     *
     * @param body the body
     * @param keys adds the keys of what it shows
     * @param asOf the data is as it was at that time, or newer
     */
    public record Found(Rendered body, Consumer<SurrogateKeys> keys, Instant asOf) {}

    /**
     * When a body was valid.
     *
     * @param state the newest state for which that is known
     * @param lasting whether only a change makes it invalid, not the mere passing of time
     */
    private record Valid(NodeState state, boolean lasting) {}

    /** A body, and what it is made of. */
    private static final class Ready {

        private final Rendered body;
        private final Consumer<SurrogateKeys> keys;

        /** The parts of the first look, where something else than their keys makes one of them invalid. */
        private final @Nullable StoredPart<?> @Nullable [] heads;

        private final int[] first;
        private final int[] second;
        private final int weight;
        private volatile Valid valid;

        Ready(Rendered body, Consumer<SurrogateKeys> keys, @Nullable StoredPart<?> @Nullable [] heads, int headsWeight,
                int[] first, int[] second, Valid valid) {
            this.body = body;
            this.keys = keys;
            this.heads = heads;
            this.first = first;
            this.second = second;
            this.weight = OVERHEAD + body.json().length() + Integer.BYTES * (first.length + second.length)
                    + headsWeight;
            this.valid = valid;
        }

        Found asOf(Instant time) {
            return new Found(this.body, this.keys, time);
        }
    }

    /** What is known of this node's own parts. */
    interface States {

        /** What they are, or null while they aren't trusted. */
        @Nullable
        NodeState now();

        /** What they were when that was known last, or null if that is too long ago. */
        ChangeFeed.@Nullable LastKnown lastKnown();
    }

    /** Holds up to so many bytes; nothing at all for 0. */
    ReadyBodies(States states, long bytes) {
        this.states = states;
        this.bodies = (bytes == 0) ? null
                : Caffeine.newBuilder()
                        .maximumWeight(bytes)
                        .<PartKey<?>, Ready>weigher((_, ready) -> ready.weight)
                        // waking another thread for each body that is kept costs more than what it would do
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * Finds a body that is as new as this node's own parts.
     * @param key names what it shows
     * @return the body, or empty if there is none, or none that is known to be valid
     */
    public Optional<Found> find(PartKey<?> key) {
        var ready = ready(key);
        var state = (ready == null) ? null : this.states.now();
        if (ready == null || state == null || !isValid(ready, state)) {
            return Optional.empty();
        }
        return Optional.of(ready.asOf(state.freshness().settledTime()));
    }

    /**
     * Finds a body for parts that were found in a first look.
     * @param key names what it shows
     * @param look the first look, which found all that it looked for
     * @return the body, or empty if it isn't made of these parts, or anything else that it is made of was touched
     */
    public Optional<Found> find(PartKey<?> key, PartLook look) {
        var ready = ready(key);
        var state = look.node();
        if (ready == null || state == null) {
            return Optional.empty();
        }
        if (!isValid(ready, state)) {
            long since = ready.valid.state().applied();
            if (ready.heads == null || !isSame(ready.heads, look.parts())
                    || ready.valid.state().stamps() != state.stamps()
                    || !state.stamps().isUntouched(ready.second, since)) {
                return Optional.empty();
            }
            ready.valid = new Valid(state, isLasting(look, state));
        }
        return Optional.of(ready.asOf(look.asOf()));
    }

    /**
     * Finds a body that was valid not too long ago: for when nothing else answers.
     * @param key names what it shows
     * @return the body, with the time for which it is known to have been valid
     */
    public Optional<Found> findOld(PartKey<?> key) {
        var ready = ready(key);
        var last = (ready == null) ? null : this.states.lastKnown();
        if (ready == null || last == null) {
            return Optional.empty();
        }
        if (isValid(ready, last.state())) {
            return Optional.of(ready.asOf(last.state().freshness().settledTime()));
        }
        var valid = ready.valid.state();
        var then = valid.freshness().settledTime();
        return (valid.stamps() == last.state().stamps() && !then.isBefore(last.oldest()))
                ? Optional.of(ready.asOf(then))
                : Optional.empty();
    }

    /**
     * Keeps a body, if its parts were found while this node's own were trusted.
     * @param key names what it shows
     * @param body the body
     * @param keys adds the keys of what it shows
     * @param first the look that found what says of which parts it is made
     * @param second the look that found the others, after that
     * @return the body, to be answered with
     */
    public Rendered keep(PartKey<?> key, Rendered body, Consumer<SurrogateKeys> keys, PartLook first,
            PartLook second) {
        var state = first.node();
        var later = second.node();
        if (this.bodies == null || state == null || later == null || state.stamps() != later.stamps()) {
            return body;
        }
        var joined = body.joined();
        boolean byKey = first.keys().stream().allMatch(part -> part.validity() == Validity.BY_KEY);
        this.bodies.put(key, new Ready(joined, keys, byKey ? null : first.parts(), byKey ? 0 : weight(first),
                places(first, state.stamps()), places(second, state.stamps()),
                new Valid(state, isLasting(first, state))));
        return joined;
    }

    /** This node's own parts go sooner than a body that was made of them. */
    private static int weight(PartLook look) {
        int weight = 0;
        for (int i = 0; i < look.parts().length; i++) {
            weight += PART_OVERHEAD + weight(look.keys().get(i).codec(), look.parts()[i]);
        }
        return weight;
    }

    @SuppressWarnings("unchecked") // who stored it under the key had its codec, too
    private static <T> int weight(PartCodec<T> codec, @Nullable StoredPart<?> part) {
        return (part == null) ? 0 : codec.weight((T) part.value());
    }

    /**
     * Forgets a body: what it shows is gone, and readers were told so.
     * @param key names what it showed
     */
    public void forget(PartKey<?> key) {
        if (this.bodies != null) {
            this.bodies.invalidate(key);
        }
    }

    /** What all bodies weigh, in bytes, about. */
    long weight() {
        return (this.bodies == null) ? 0
                : this.bodies.policy().eviction().map(policy -> policy.weightedSize().orElse(0)).orElse(0L);
    }

    private @Nullable Ready ready(PartKey<?> key) {
        return (this.bodies == null) ? null : this.bodies.getIfPresent(key);
    }

    /** What one thread notes here another may replace by what it knew before: that was true, too. */
    private boolean isValid(Ready ready, NodeState state) {
        var valid = ready.valid;
        var then = valid.state();
        if (!valid.lasting() || then.stamps() != state.stamps()) {
            return false;
        }
        if (ready.heads != null
                && (then.anyCount() != state.anyCount() || then.structure() != state.structure())) {
            return false;
        }
        var stamps = state.stamps();
        if (!stamps.isUntouched(ready.first, then.applied()) || !stamps.isUntouched(ready.second, then.applied())) {
            return false;
        }
        if (then.applied() < state.applied() || then.freshness() != state.freshness()) {
            ready.valid = new Valid(state, true);
        }
        return true;
    }

    private static boolean isSame(@Nullable StoredPart<?>[] parts, @Nullable StoredPart<?>[] others) {
        for (int i = 0; i < parts.length; i++) {
            var part = parts[i];
            var other = others[i];
            // one that was read from Redis once more says the same, too
            if (part != other && (part == null || other == null || !part.value().equals(other.value()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLasting(PartLook look, NodeState state) {
        for (int i = 0; i < look.parts().length; i++) {
            var part = look.parts()[i];
            if (part == null
                    || !holds(part, look.keys().get(i), state)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(StoredPart<?> part, PartKey<?> key, NodeState state) {
        return part.holds(key.validity(), state.structure(), state.counts(key.kind(), key.id()), 0, 0);
    }

    private static int[] places(PartLook look, ChangeStamps stamps) {
        return look.keys().stream().flatMapToInt(key -> {
            int place = stamps.placeOf(key.kind(), key.id());
            if (!key.validity().showsCounts()) {
                return IntStream.of(place);
            }
            if (key.kind() != Kind.LISTING) {
                throw new IllegalArgumentException("nobody notes what touched the counts in " + key);
            }
            return IntStream.of(place, stamps.placeOfCounts(key.id()));
        }).sorted().distinct().toArray();
    }
}
