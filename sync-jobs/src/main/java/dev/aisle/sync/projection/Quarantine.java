package dev.aisle.sync.projection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.SavepointManager;

import dev.aisle.sync.following.Outage;
import dev.aisle.sync.jobs.JobProblemException;

/**
 * Lets one transaction project sets of keys although some of them can't be stored: these are
 * found by halving, each attempt behind a savepoint, and become dead letters. A key that has
 * a letter is tried by itself whenever it comes up, and loses the letter when that works.
 *
 * <p>Without letters, and until a transaction has failed once, nothing of this costs anything.
 */
final class Quarantine {

    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    private static final int LONGEST_ERROR = 500;

    private final JdbcClient jdbc;

    private final ProjectionSql sql;

    private final Checkpoint checkpoint;

    private final SavepointManager savepoints;

    private final Care care;

    private final Map<Kind, Map<String, Boolean>> letters = new HashMap<>();

    private final Collection<String> revivedCategories = new TreeSet<>();

    private long position;

    /**
     * How careful a transaction is.
     *
     * @param halves whether it looks for the key at fault when a set of keys fails; else it fails with them
     * @param most how many letters there may be: beyond that it isn't the keys that are at fault. With 0, the first
     * key that is found ends the job that projects
     */
    record Care(boolean halves, int most) {

    }

    /** Begins with the letters that there are. */
    Quarantine(JdbcClient jdbc, ProjectionSql sql, Checkpoint checkpoint, SavepointManager savepoints, Care care) {
        this.jdbc = jdbc;
        this.sql = sql;
        this.checkpoint = checkpoint;
        this.savepoints = savepoints;
        this.care = care;
        this.position = checkpoint.position();
        if (checkpoint.dead()) {
            jdbc.sql(sql.keyed("read-dead-letters")).param("generation", sql.generation()).query(row -> {
                letters(Kind.of(row.getString("kind"))).put(row.getString("key"), row.getBoolean("retry"));
            });
        }
    }

    private Map<String, Boolean> letters(Kind kind) {
        return this.letters.computeIfAbsent(kind, _ -> new HashMap<>());
    }

    /** Which position a letter is to name: the one that the checkpoint is moved to. */
    void at(long position) {
        this.position = position;
    }

    /** The keys that an operator wants tried again. */
    List<String> retried(Kind kind) {
        return letters(kind).entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).sorted().toList();
    }

    /** Those of the keys that have letters. */
    List<String> dead(Kind kind, Collection<String> keys) {
        var known = letters(kind);
        return known.isEmpty() ? List.of() : keys.stream().filter(known::containsKey).toList();
    }

    /** Whether keys of a kind are to be told apart, since one of them can't be stored. */
    boolean isolates(Kind kind) {
        return this.care.halves() || !letters(kind).isEmpty();
    }

    /** The categories that could be stored again: what they hold may be missing below them. */
    Collection<String> revivedCategories() {
        return this.revivedCategories;
    }

    /**
     * Projects keys.
     * @param work projects some of them; when that fails it is undone, and called again with fewer
     */
    void project(Kind kind, Collection<String> keys, Consumer<List<String>> work) {
        var suspects = dead(kind, keys);
        var others = suspects.isEmpty() ? List.copyOf(keys)
                : keys.stream().filter(key -> !letters(kind).containsKey(key)).toList();
        if (this.care.halves() && !others.isEmpty()) {
            isolate(kind, others, work);
        } else if (!others.isEmpty()) {
            work.accept(others);
        }
        for (var suspect : new ArrayList<>(suspects)) {
            isolate(kind, List.of(suspect), work);
        }
    }

    private void isolate(Kind kind, List<String> keys, Consumer<List<String>> work) {
        var failure = attempt(keys, work);
        if (failure == null) {
            forget(kind, dead(kind, keys));
        } else if (keys.size() == 1) {
            setAside(kind, keys.getFirst(), failure);
        } else {
            int half = keys.size() / 2;
            isolate(kind, keys.subList(0, half), work);
            isolate(kind, keys.subList(half, keys.size()), work);
        }
    }

    private @Nullable DataAccessException attempt(List<String> keys, Consumer<List<String>> work) {
        var savepoint = this.savepoints.createSavepoint();
        try {
            work.accept(keys);
            this.savepoints.releaseSavepoint(savepoint);
            return null;
        } catch (DataAccessException ex) {
            if (!Outage.isOfTheData(ex)) {
                throw ex;
            }
            this.savepoints.rollbackToSavepoint(savepoint);
            this.savepoints.releaseSavepoint(savepoint);
            return ex;
        }
    }

    private void setAside(Kind kind, String key, DataAccessException failure) {
        var error = error(failure);
        if (this.care.most() == 0) {
            throw new JobProblemException("The %s '%s' can't be projected (%s): correct it, then restart."
                    .formatted(kind.word(), key, error));
        }
        boolean isNew = letters(kind).put(key, false) == null;
        if (isNew && this.letters.values().stream().mapToInt(Map::size).sum() > this.care.most()) {
            throw failure;
        }
        if (isNew) {
            log.error("The {} '{}' can't be projected and is set aside: {}", kind.word(), key, error);
        }
        this.jdbc.sql(this.sql.keyed("write-dead-letter")).param("generation", this.sql.generation())
                .param("kind", kind.word()).param("key", key).param("position", this.position)
                .param("error", error).param("time", this.checkpoint.now()).update();
    }

    private void forget(Kind kind, List<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        log.info("The {} {} can be projected again", kind.word(), keys);
        this.jdbc.sql(this.sql.keyed("forget-dead-letters")).param("generation", this.sql.generation())
                .param("kind", kind.word()).param("keys", keys.toArray(String[]::new)).update();
        letters(kind).keySet().removeAll(keys);
        if (kind == Kind.CATEGORY) {
            this.revivedCategories.addAll(keys);
        }
    }

    /** What the database said, for the operator. */
    static String error(DataAccessException failure) {
        var sentence = Outage.sentence(failure);
        return sentence.substring(0, Math.min(LONGEST_ERROR, sentence.length()));
    }

}
