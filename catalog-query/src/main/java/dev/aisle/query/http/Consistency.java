package dev.aisle.query.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.GenerationSql;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.ReadModel;
import dev.aisle.query.readmodel.ReadModelUnavailableException;
import dev.aisle.query.readmodel.Snapshot;

/**
 * Reads that must not be older than a token. They go to the database, and where it isn't that far yet they wait, all of
 * them together asking the checkpoint once in a while: unlike a notification, that works on replicas too. What a replica
 * doesn't have in time is read from the primary, as far as the budget for that goes.
 */
@Component
public final class Consistency {

    private static final GenerationSql CHECKPOINT = GenerationSql.of("SELECT {snapshot} FROM {here}");

    /** Somebody has to look at it first. */
    private static final Duration FOR_PEOPLE = Duration.ofSeconds(60);

    private static final Snapshot NOTHING = new Snapshot(0, 0, 0, 0, Instant.EPOCH);

    private final ReadModel readModel;
    private final QuerySettings settings;
    private final ReentrantLock asking = new ReentrantLock();
    private Snapshot seen = NOTHING;
    private long seenAt = System.nanoTime() - Duration.ofDays(1).toNanos();

    Consistency(ReadModel readModel, QuerySettings settings) {
        this.readModel = readModel;
        this.settings = settings;
    }

    /**
     * Finds the token of a request.
     * @param request the request
     * @return its token, or empty if the reader asks for none
     * @throws dev.aisle.kernel.InvalidValueException if the header holds something else
     */
    public static Optional<ConsistencyToken> tokenOf(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(ConsistencyToken.HEADER)).map(ConsistencyToken::parse);
    }

    /**
     * Reads a state that satisfies the token, waiting for it if need be.
     * @param <T> the kind of data
     * @param token what the reader passed
     * @param read reads the database, as exactly as it is told to; it may be called more than once
     * @return what it read
     * @throws ProblemException {@link ProblemType#NOT_YET_CONSISTENT}, if the read model doesn't get there in time, or
     * can't, because what is read had to be set aside
     */
    public <T> Read<T> read(ConsistencyToken token, Function<Exactness, Read<T>> read) {
        long deadline = System.nanoTime() + this.settings.tokenWait().toNanos();
        var found = awaited(token, read, deadline).or(() -> fromReserve(token, read, deadline))
                .orElseThrow(() -> notYet(token));
        if (found.dead()) {
            throw new ProblemException(ProblemType.NOT_YET_CONSISTENT,
                    "What the storefront has of this is older than the token '%s', and stays so until an operator has seen to it: without a token it is answered as it is."
                            .formatted(token),
                    List.of(), FOR_PEOPLE);
        }
        return found;
    }

    /** Where readers read. */
    private <T> Optional<Read<T>> awaited(ConsistencyToken token, Function<Exactness, Read<T>> read, long deadline) {
        try {
            var found = read.apply(Exactness.EXACT);
            while (!found.at().satisfies(token)) {
                do {
                    if (!pause(deadline, this.settings.tokenPoll().toNanos())) {
                        return Optional.empty();
                    }
                } while (!newest(deadline).satisfies(token));
                found = read.apply(Exactness.EXACT);
            }
            return Optional.of(found);
        } catch (ReadModelUnavailableException ex) {
            if (this.readModel.hasReserve()) {
                return Optional.empty();
            }
            throw ex;
        }
    }

    /**
     * In the primary, as far as the budget goes: at once, since the time is usually up, and if it isn't, because readers'
     * own database is gone, once more in the end.
     */
    private <T> Optional<Read<T>> fromReserve(ConsistencyToken token, Function<Exactness, Read<T>> read,
            long deadline) {
        if (!this.readModel.hasReserve()) {
            return Optional.empty();
        }
        try {
            var found = this.readModel.fromReserve(() -> read.apply(Exactness.EXACT));
            if (!found.at().satisfies(token) && pause(deadline, Long.MAX_VALUE)) {
                found = this.readModel.fromReserve(() -> read.apply(Exactness.EXACT));
            }
            return Optional.of(found).filter(last -> last.at().satisfies(token));
        } catch (ReadModelUnavailableException _) {
            return Optional.empty();
        }
    }

    private ProblemException notYet(ConsistencyToken token) {
        return new ProblemException(ProblemType.NOT_YET_CONSISTENT,
                "The storefront isn't as new as the token '%s' asks, and %d ms didn't bring it there: try again."
                        .formatted(token, this.settings.tokenWait().toMillis()),
                List.of(), this.settings.retryAfter());
    }

    /** Returns whether there was time left. */
    private static boolean pause(long deadline, long atMost) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(Math.min(left, atMost));
        return true;
    }

    /** One query an interval, however many readers wait: the others take what the first one saw. */
    private Snapshot newest(long deadline) {
        if (!lockUntil(deadline)) {
            return NOTHING;
        }
        try {
            if (System.nanoTime() - this.seenAt >= this.settings.tokenPoll().toNanos()) {
                this.seen = this.readModel.read(CHECKPOINT, Exactness.EXACT, Map.of(), _ -> Boolean.TRUE).at();
                this.seenAt = System.nanoTime();
            }
            return this.seen;
        } finally {
            this.asking.unlock();
        }
    }

    private boolean lockUntil(long deadline) {
        try {
            return this.asking.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
