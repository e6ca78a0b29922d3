package dev.aisle.command.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The streams of one kind that a command works on: as they were loaded, and as events have
 * made them since. The rows to write are the difference, so what is stored is what folding
 * the events gives.
 *
 * @param <K> the streams' key
 * @param <S> the things' type
 */
public final class WorkingSet<K extends Comparable<K>, S> {

    private final Map<K, Versioned<S>> loaded = new HashMap<>();

    private final Map<K, Versioned<S>> changed = new TreeMap<>();

    /**
     * Takes a stream as it is stored.
     * @param key its key
     * @param stored its version and state
     */
    public void load(K key, Versioned<S> stored) {
        this.loaded.put(key, stored);
    }

    /**
     * Looks a stream up.
     * @param key its key
     * @return the stream as it is now; one without events when it was never loaded
     */
    public Versioned<S> get(K key) {
        var now = this.changed.get(key);
        return (now != null) ? now : before(key);
    }

    /**
     * Puts what an event made of a stream.
     * @param key its key
     * @param now its version and state from now on
     */
    public void put(K key, Versioned<S> now) {
        this.changed.put(key, now);
    }

    /**
     * All keys that were loaded or put.
     * @return an unmodifiable view
     */
    public Collection<K> keys() {
        var keys = new ArrayList<>(this.loaded.keySet());
        for (var key : this.changed.keySet()) {
            if (!this.loaded.containsKey(key)) {
                keys.add(key);
            }
        }
        return Collections.unmodifiableList(keys);
    }

    /**
     * Things that are new.
     * @return rows to insert, ordered by key
     */
    public List<Row<K, S>> inserted() {
        var rows = new ArrayList<Row<K, S>>();
        this.changed.forEach((key, now) -> {
            var state = now.state();
            if (state != null && !before(key).exists()) {
                rows.add(new Row<>(key, before(key).version(), now.version(), state));
            }
        });
        return rows;
    }

    /**
     * Things that changed.
     * @return rows to update, ordered by key
     */
    public List<Row<K, S>> updated() {
        var rows = new ArrayList<Row<K, S>>();
        this.changed.forEach((key, now) -> {
            var state = now.state();
            if (state != null && before(key).exists() && !now.equals(before(key))) {
                rows.add(new Row<>(key, before(key).version(), now.version(), state));
            }
        });
        return rows;
    }

    /**
     * Things that are gone.
     * @return rows to delete, ordered by key, each with its last state
     */
    public List<Row<K, S>> deleted() {
        var rows = new ArrayList<Row<K, S>>();
        this.changed.forEach((key, now) -> {
            var state = before(key).state();
            if (state != null && !now.exists()) {
                rows.add(new Row<>(key, before(key).version(), now.version(), state));
            }
        });
        return rows;
    }

    /**
     * Things that are there now, loaded or made.
     * @return rows, ordered by key
     */
    public List<Row<K, S>> present() {
        var rows = new TreeMap<K, Row<K, S>>();
        for (var key : keys()) {
            var now = get(key);
            var state = now.state();
            if (state != null) {
                rows.put(key, new Row<>(key, before(key).version(), now.version(), state));
            }
        }
        return List.copyOf(rows.values());
    }

    /**
     * Streams whose thing is gone, with the version that an id made again goes on from.
     * @return versions by key
     */
    public Map<K, Long> ended() {
        var versions = new TreeMap<K, Long>();
        for (var key : keys()) {
            var now = get(key);
            if (!now.exists() && now.version() > 0) {
                versions.put(key, now.version());
            }
        }
        return versions;
    }

    /**
     * How a thing was when it was loaded.
     * @param key its key
     * @return the stream as stored
     */
    public Versioned<S> before(K key) {
        return this.loaded.getOrDefault(key, Versioned.none());
    }

    /**
     * A row of a table, as it is to be.
     *
     * @param key the thing's key
     * @param base the stream's version when it was loaded
     * @param version its version now
     * @param state the thing
     * @param <K> the key's type
     * @param <S> the thing's type
     */
    public record Row<K, S>(K key, long base, long version, S state) {

    }

}
