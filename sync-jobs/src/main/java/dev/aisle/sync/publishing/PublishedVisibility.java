package dev.aisle.sync.publishing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.Visibility;
import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.cache.PartCache;

/**
 * Knows from what the publisher notes when Redis has been told, and from this process's own cache, if it answers the
 * storefront, when that shows it. In the publisher's own process the news comes at once, elsewhere it is looked for.
 */
@Component
class PublishedVisibility implements Visibility {

    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(25);

    /** Nodes follow Redis by a few milliseconds. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(2);

    private final JdbcClient jdbc;

    private final PartCache cache;

    private final Lock lock = new ReentrantLock();

    private final Condition news = this.lock.newCondition();

    PublishedVisibility(@Qualifier("syncJdbc") JdbcClient jdbc, PartCache cache) {
        this.jdbc = jdbc;
        this.cache = cache;
    }

    @EventListener
    void on(ReadModelPublished published) {
        this.lock.lock();
        try {
            this.news.signalAll();
        } finally {
            this.lock.unlock();
        }
    }

    @Override
    public boolean awaitVisible(ConsistencyToken token, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            return await(() -> isVisible(token), LOOK_EVERY, deadline)
                    && await(() -> this.cache.isPast(token), LOOK_AGAIN, deadline);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean await(BooleanSupplier visible, long every, long deadline) throws InterruptedException {
        while (!visible.getAsBoolean()) {
            long rest = deadline - System.nanoTime();
            if (rest <= 0) {
                return false;
            }
            awaitNews(Math.min(rest, every));
        }
        return true;
    }

    /** News that comes just before is missed, and found by looking again. */
    private void awaitNews(long nanos) throws InterruptedException {
        this.lock.lock();
        try {
            this.news.awaitNanos(nanos);
        } finally {
            this.lock.unlock();
        }
    }

    /** What was set aside isn't visible, although nobody waits for it. */
    private boolean isVisible(ConsistencyToken token) {
        return this.jdbc.sql("""
                SELECT EXISTS (SELECT
                                 FROM sync.publisher
                                WHERE (epoch, settled_position) >= (:epoch, :position))
                   AND NOT EXISTS (SELECT
                                     FROM read.dead_letter letter
                                     JOIN command.published_journal event ON event.stream_id = letter.key
                                    WHERE event.position = :position)""")
                .param("epoch", token.epoch()).param("position", token.position())
                .query((row, _) -> row.getBoolean(1)).single();
    }

}
