package dev.aisle.query.cache;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.aisle.query.cache.CacheState.Freshness;
import dev.aisle.query.cache.PartKey.Kind;

/**
 * The cache's state as it stands in Redis.
 *
 * @param state what the publisher knows of it
 * @param beat differs at each write, so that nodes see the publisher live
 * @param structure the newest change that touched a category otherwise than in its count
 * @param counts the newest change that touched the displayed tree at all
 * @param anyCount the newest change that may have touched any count
 */
record CacheMeta(CacheState state, long beat, long structure, long counts, long anyCount) {

    private static final Pattern SHAPE = Pattern
            .compile(
                    "([0-9a-z-]{1,60}) (\\d{1,9}) (\\d{1,18}) (\\d{1,18}) (\\d{1,18}) (-?\\d{1,18}) (-?\\d{1,18}) (\\d{1,18}) (\\d{1,18}) (\\d{1,18})");

    /** The newest change that may have touched the counts which parts of a thing show, if they are still there. */
    long counts(Kind kind) {
        return (kind == Kind.LISTING) ? this.anyCount : this.counts;
    }

    byte[] toBytes() {
        return "%s %d %d %d %d %d %d %d %d %d".formatted(this.state.incarnation(), this.state.generation(),
                this.state.epoch(), this.state.applied(), this.state.freshness().settledPosition(),
                ChronoUnit.MICROS.between(Instant.EPOCH, this.state.freshness().settledTime()), this.beat,
                this.structure, this.counts, this.anyCount).getBytes(StandardCharsets.US_ASCII);
    }

    /** Empty for anything that isn't a state. */
    static Optional<CacheMeta> of(byte[] bytes) {
        var match = SHAPE.matcher(new String(bytes, StandardCharsets.US_ASCII));
        if (!match.matches()) {
            return Optional.empty();
        }
        var freshness = new Freshness(Long.parseLong(match.group(5)),
                Instant.EPOCH.plus(Long.parseLong(match.group(6)), ChronoUnit.MICROS));
        var state = new CacheState(match.group(1), Integer.parseInt(match.group(2)), Long.parseLong(match.group(3)),
                Long.parseLong(match.group(4)), freshness);
        return Optional.of(new CacheMeta(state, Long.parseLong(match.group(7)), Long.parseLong(match.group(8)),
                Long.parseLong(match.group(9)), Long.parseLong(match.group(10))));
    }
}
