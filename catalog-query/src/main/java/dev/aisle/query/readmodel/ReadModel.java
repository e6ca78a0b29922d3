package dev.aisle.query.readmodel;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The active generation, each read from one snapshot, in the database that readers use: a replica perhaps. Where that is
 * another one than the primary, the primary is the reserve, within a budget: for who asks for it, and for reads that a
 * replica answers with a state further behind than is tolerated.
 */
@Component
public final class ReadModel {

    /** A request decides for all of its reads, however deep they are. */
    private static final ScopedValue<Place> PLACE = ScopedValue.newInstance();

    private final ReadDatabase nearest;
    private final @Nullable ReadDatabase reserve;
    private final @Nullable ReadDatabase primary;
    private final boolean replicated;
    private final Recency recency;

    private enum Place {

        /** The primary, as far as its budget goes. */
        RESERVE,

        /** The primary, for a job, which is no reader. */
        PRIMARY
    }

    @Autowired
    ReadModel(@Qualifier("queryJdbc") JdbcClient jdbc, @Qualifier("readGuard") ReadGuard guard,
            @Qualifier("reserveJdbc") ObjectProvider<JdbcClient> primary,
            @Qualifier("reserveGuard") ReadGuard reserveGuard, Recency recency) {
        var other = primary.getIfAvailable();
        this.nearest = new ReadDatabase(jdbc, guard);
        this.reserve = (other == null) ? null : new ReadDatabase(other, reserveGuard);
        this.primary = (other == null) ? null : new ReadDatabase(other, ReadGuard.NONE);
        this.replicated = other != null;
        this.recency = recency;
    }

    private ReadModel(JdbcClient jdbc, boolean replicated, Recency recency) {
        this.nearest = new ReadDatabase(jdbc, ReadGuard.NONE);
        this.reserve = null;
        this.primary = null;
        this.replicated = replicated;
        this.recency = recency;
    }

    /**
     * The same by other connections to where readers read, unguarded and without a reserve.
     * @param jdbc connections of its user's own
     * @return reads by these
     */
    public ReadModel by(JdbcClient jdbc) {
        return new ReadModel(jdbc, this.replicated, this.recency);
    }

    /**
     * Runs a statement on the active generation.
     * @param <T> the kind of data
     * @param sql the statement
     * @param parameters its named parameters
     * @param rows makes data of the rows
     * @return the data, and the state that it belongs to
     * @throws ReadModelUnavailableException if it can't be read now
     */
    public <T> Read<T> read(GenerationSql sql, Map<String, ?> parameters, Rows<T> rows) {
        return read(sql, Exactness.AS_IT_IS, parameters, rows);
    }

    /**
     * Runs a statement on the active generation.
     * @param <T> the kind of data
     * @param sql the statement
     * @param exactness whether to tell if what it reads had to be set aside. An exact read is never sent on to the
     * primary by itself: who reads so looks at the state that is told
     * @param parameters its named parameters
     * @param rows makes data of the rows
     * @return the data, and the state that it belongs to
     * @throws ReadModelUnavailableException if it can't be read now
     */
    public <T> Read<T> read(GenerationSql sql, Exactness exactness, Map<String, ?> parameters, Rows<T> rows) {
        var read = database().read(sql, exactness, parameters, rows);
        this.recency.note(read.at().epoch(), read.at().settledTime());
        if (this.reserve != null && exactness == Exactness.AS_IT_IS && !PLACE.isBound()
                && lags(read.at().epoch(), read.at().settledTime())) {
            try {
                return this.reserve.read(sql, exactness, parameters, rows);
            } catch (ReadModelUnavailableException _) {
                // old, and it says how old: better than nothing
                return read;
            }
        }
        return read;
    }

    private ReadDatabase database() {
        var place = PLACE.isBound() ? PLACE.get() : null;
        var other = (place == Place.RESERVE) ? this.reserve : (place == Place.PRIMARY) ? this.primary : null;
        return (other == null) ? this.nearest : other;
    }

    /**
     * Tells whether what reads find may be older than what they found before.
     * @return whether readers use replicas of the primary
     */
    public boolean isReplicated() {
        return this.replicated;
    }

    /**
     * Tells whether a state was read from a replica that lags too much.
     * @param epoch its epoch
     * @param settledTime its settled time
     * @return whether it is further behind what is known than is tolerated
     */
    public boolean lags(long epoch, Instant settledTime) {
        return this.replicated && this.recency.isPastLimit(epoch, settledTime);
    }

    /**
     * Tells whether there is a database to fall back on.
     * @return whether readers use another database than the primary, and these reads may use that
     */
    public boolean hasReserve() {
        return this.reserve != null;
    }

    /**
     * Reads from the primary, within the strict budget that readers have there.
     * @param <T> the kind of answer
     * @param reads reads, on this thread; if there is no reserve, where it always reads
     * @return its answer
     * @throws ReadModelUnavailableException if the budget is used up, or the primary doesn't answer either
     */
    public <T> T fromReserve(Supplier<T> reads) {
        return ScopedValue.where(PLACE, Place.RESERVE).call(reads::get);
    }

    /**
     * Reads from the primary, whatever readers do: for jobs that compare it with something.
     * @param <T> the kind of answer
     * @param reads reads, on this thread
     * @return its answer
     */
    public <T> T fromPrimary(Supplier<T> reads) {
        return ScopedValue.where(PLACE, Place.PRIMARY).call(reads::get);
    }

    /**
     * Names where this thread's reads go: loads that read in different places are not the same load.
     * @return a name
     */
    public static String place() {
        return PLACE.isBound() ? PLACE.get().name() : "";
    }

    /**
     * Makes data of rows.
     *
     * @param <T> the kind of data
     */
    @FunctionalInterface
    public interface Rows<T> {

        /**
         * Reads all rows.
         * @param row stands on the first row; {@link Row#next()} goes on
         * @return the data
         * @throws SQLException if a column can't be read
         */
        T read(Row row) throws SQLException;
    }
}
