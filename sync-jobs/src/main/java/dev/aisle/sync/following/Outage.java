package dev.aisle.sync.following;

import java.sql.SQLException;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

import dev.aisle.query.cache.CacheUnavailableException;

/**
 * Tells what to make of a failure: what Aisle stands on is away, slow, full or going down,
 * and trying again will help; or the data are at fault, and it won't; or neither, which is a
 * bug.
 */
public final class Outage {

    /** Of SQLState: connections, collisions, resources, locks, operators' interventions, the system. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57", "58");

    /**
     * Of SQLState: cardinality, values, integrity, triggers and functions, views' checks, limits on a row's size,
     * what PL/pgSQL raises, and what shouldn't be, such as a damaged page.
     */
    private static final Set<String> OF_THE_DATA = Set.of("09", "21", "22", "23", "38", "39", "44", "54", "P0", "XX");

    /** A transaction that was idle for too long: its process was frozen. */
    private static final String IDLE_TOO_LONG = "25P03";

    private Outage() {}

    /**
     * Whether something that Aisle stands on failed, so that the same will succeed later.
     * @param failure what was thrown
     * @return false for bugs, and for data that nothing can be done with
     */
    public static boolean isBehind(Throwable failure) {
        var state = stateOf(failure);
        if (state != null && !state.isEmpty()) {
            return PASSING.contains(classOf(state)) || state.equals(IDLE_TOO_LONG);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessResourceFailureException || cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof CannotCreateTransactionException || cause instanceof CacheUnavailableException
                    || cause instanceof UnavailableException
                    || cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the database refused what was to be stored, or what it is made from: the same will fail again until
     * somebody changes that.
     * @param failure what was thrown
     * @return false for outages, and for statements that are wrong by themselves
     */
    public static boolean isOfTheData(Throwable failure) {
        var state = stateOf(failure);
        return state != null && !state.isEmpty() && OF_THE_DATA.contains(classOf(state));
    }

    /**
     * What went wrong, on one line.
     * @param failure what was thrown
     * @return what its innermost cause says
     */
    public static String sentence(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return (root.getMessage() == null) ? root.getClass().getSimpleName() : root.getMessage().lines().findFirst()
                .orElse("");
    }

    private static @Nullable String stateOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    private static String classOf(String state) {
        return state.substring(0, Math.min(2, state.length()));
    }

}
