package dev.aisle.query.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.aisle.query.readmodel.ReadModel;

/**
 * Requests that miss the same thing at once share one load. A request joins only a load that
 * began with as new a look into the cache as its own, so that it gets nothing older than it would have loaded itself;
 * without a cache it may be older by the time that the load takes.
 *
 * @param <T> what is loaded
 */
public final class SharedLoads<T> {

    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    private static final int MOST = 100;

    private final ConcurrentMap<Load, CompletableFuture<T>> underWay = new ConcurrentHashMap<>();
    private final Cache<Load, T> lingering = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(BRIEFLY).build();
    private final Predicate<? super T> lingers;

    /** Shares what is under way. */
    public SharedLoads() {
        this(_ -> false);
    }

    /**
     * Shares some loads for a second more: of what is wanted often, and must not be cached.
     * @param lingers whether that is so of what was loaded
     */
    public SharedLoads(Predicate<? super T> lingers) {
        this.lingers = lingers;
    }

    private record Load(String key, PartLook.Newness newness, String place) {}

    /**
     * Loads, or takes what another request is just loading.
     * @param key names what is loaded
     * @param before the look that missed it
     * @param load loads it
     * @return what was loaded
     */
    public T load(String key, PartLook before, Supplier<T> load) {
        var id = new Load(key, before.newness(), ReadModel.place());
        var last = this.lingering.getIfPresent(id);
        if (last != null) {
            return last;
        }
        var mine = new CompletableFuture<T>();
        var other = this.underWay.putIfAbsent(id, mine);
        if (other != null) {
            return join(other);
        }
        try {
            mine.completeAsync(load, Runnable::run);
            var loaded = join(mine);
            if (this.lingers.test(loaded)) {
                this.lingering.put(id, loaded);
            }
            return loaded;
        } finally {
            this.underWay.remove(id, mine);
        }
    }

    private static <T> T join(CompletableFuture<T> load) {
        try {
            return load.join();
        } catch (CompletionException ex) {
            if (ex.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw ex;
        }
    }
}
