package dev.aisle.query.cache;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one look into Redis found, and what it knew of its own age before any database was asked. */
public final class PartLook {

    private static final Logger log = LoggerFactory.getLogger(PartLook.class);

    /** Redis wasn't there, or isn't believed: nothing is found and nothing is to be stored. */
    static final PartLook NOTHING = new PartLook(null, Map.of(), 0, 0);

    private final @Nullable CacheMeta meta;
    private final Map<PartKey<?>, byte[]> parts;
    private final long now;
    private final long countStaleness;

    PartLook(@Nullable CacheMeta meta, Map<PartKey<?>, byte[]> parts, long now, long countStaleness) {
        this.meta = meta;
        this.parts = parts;
        this.now = now;
        this.countStaleness = countStaleness;
    }

    @Nullable
    CacheMeta meta() {
        return this.meta;
    }

    /** Milliseconds of this node's clock at the look. */
    long at() {
        return this.now;
    }

    /**
     * What was found is as the data was at that time, or newer.
     * @return the settled time of the newest change applied to Redis
     */
    public Instant asOf() {
        return (this.meta == null) ? Instant.EPOCH : this.meta.state().freshness().settledTime();
    }

    /**
     * A part that is made invalid by its key.
     * @param <T> the kind of part
     * @param key its name, one of those looked for
     * @return the part, or empty
     */
    public <T> Optional<T> get(PartKey<T> key) {
        return stored(key).map(StoredPart::value);
    }

    /**
     * A part that shows many categories. It is valid while none of them changed but in its count, and no count changed
     * since, or it is younger than counts may be old.
     * @param <T> the kind of part
     * @param key its name, one of those looked for
     * @return the part, or empty
     */
    public <T> Optional<T> recent(PartKey<T> key) {
        var known = this.meta;
        if (known == null) {
            return Optional.empty();
        }
        return stored(key).filter(part -> part.change() >= known.structure())
                .filter(part -> part.change() >= known.counts()
                        || Math.abs(this.now - part.filledAt()) < this.countStaleness)
                .map(StoredPart::value);
    }

    private <T> Optional<StoredPart<T>> stored(PartKey<T> key) {
        var bytes = this.parts.get(key);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(StoredPart.of(bytes, key.codec()));
        } catch (IOException ex) {
            log.debug("Redis holds no readable part {}", key, ex);
            return Optional.empty();
        }
    }
}
