package dev.aisle.query.cache;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import dev.aisle.query.json.Rendered;

/**
 * Bodies that were put together from parts not long ago. One is used again for the very parts that it was made of, the
 * same objects, which this node holds until they are invalid: so a body needs no invalidation of its own.
 */
public final class ReadyBodies {

    private static final int OVERHEAD = 360;

    private final @Nullable Cache<PartKey<?>, Ready> bodies;

    private record Ready(List<?> parts, Rendered body) {

        boolean isMadeOf(List<?> others) {
            if (this.parts.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < others.size(); i++) {
                if (this.parts.get(i) != others.get(i)) {
                    return false;
                }
            }
            return true;
        }

        int weight() {
            return this.body.json().length() + 8 * this.parts.size() + OVERHEAD;
        }
    }

    /** Holds up to so many bytes; nothing at all for 0. */
    ReadyBodies(long bytes) {
        this.bodies = (bytes == 0) ? null
                : Caffeine.newBuilder()
                        .maximumWeight(bytes)
                        .<PartKey<?>, Ready>weigher((_, ready) -> ready.weight())
                        .build();
    }

    /**
     * Finds a body, or puts it together.
     * @param key names what it shows
     * @param parts all that it is made of, in a list that nobody changes
     * @param make puts it together; empty if that isn't possible
     * @return the body
     */
    public Optional<Rendered> of(PartKey<?> key, List<?> parts, Supplier<Optional<Rendered>> make) {
        if (this.bodies == null) {
            return make.get();
        }
        var known = this.bodies.getIfPresent(key);
        if (known != null && known.isMadeOf(parts)) {
            return Optional.of(known.body());
        }
        var made = make.get().map(Rendered::joined);
        made.ifPresent(body -> this.bodies.put(key, new Ready(parts, body)));
        return made;
    }
}
