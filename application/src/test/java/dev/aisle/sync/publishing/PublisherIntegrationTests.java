package dev.aisle.sync.publishing;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.AisleTest;
import dev.aisle.query.cache.CacheState;
import dev.aisle.query.cache.CacheUnavailableException;
import dev.aisle.query.cache.PartChanges;
import dev.aisle.query.cache.PartInvalidations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The publisher and the ways in which Redis and what is noted of it can part. */
@AisleTest
class PublisherIntegrationTests {

    @Autowired
    PartInvalidations cache;

    @Autowired
    StringRedisTemplate redis;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    @BeforeEach
    void awaitPublished() {
        // the connection comes up after the start
        await().ignoreExceptionsInstanceOf(CacheUnavailableException.class).until(this::isPublished);
    }

    private boolean isPublished() {
        var state = this.cache.state();
        return state.isPresent() && state.get().applied() == change()
                && state.get().incarnation().equals(note("incarnation", String.class));
    }

    private long change() {
        return this.sync.sql("SELECT change FROM read_g1.checkpoint").query(Long.class).single();
    }

    private <T> T note(String column, Class<T> type) {
        return this.sync.sql("SELECT %s FROM sync.publisher".formatted(column)).query(type).single();
    }

    private CacheState state() {
        return this.cache.state().orElseThrow();
    }

    /** As the projector's transaction leaves it. */
    private long change(String product) {
        return this.sync
                .sql("""
                        WITH moved AS (
                            UPDATE read_g1.checkpoint SET change = change + 1 RETURNING change, position, time)
                        INSERT INTO read.changes (seq, previous, generation, epoch, position, time, products, listings, categories, product_slugs, tree)
                        SELECT change, change - 1, 1, 1, position, time, ARRAY[:product], '{}', '{}', '{}', false FROM moved
                        RETURNING seq""")
                .param("product", product).query(Long.class).single();
    }

    @Test
    void changesReachRedisInOrder() {
        var incarnation = state().incarnation();
        change("p1");
        long last = change("p2");

        await().until(() -> state().applied() == last);

        assertThat(state().incarnation()).isEqualTo(incarnation);
        assertThat(state().freshness().settledPosition())
                .isEqualTo(this.sync.sql("SELECT settled_position FROM read_g1.checkpoint").query(Long.class).single());
    }

    @Test
    void anEmptiedRedisBeginsAnew() {
        var before = state().incarnation();

        this.redis.execute((org.springframework.data.redis.connection.RedisConnection connection) -> {
            connection.serverCommands().flushDb();
            return true;
        });

        await().until(() -> this.cache.state().filter(state -> !state.incarnation().equals(before)).isPresent());
    }

    @Test
    void aRedisThatCameBackOldIsNotBelieved() {
        var before = state().incarnation();

        // it had been told more than it knows now
        this.sync.sql("UPDATE sync.publisher SET applied = applied + 1").update();

        await().until(() -> !state().incarnation().equals(before));
        await().until(this::isPublished);
    }

    @Test
    void whatWasToldButNotNotedIsGoneOnFrom() {
        var before = state();
        long seq = change("p3");
        await().until(() -> state().applied() == seq);

        // killed between telling and noting
        this.sync.sql("UPDATE sync.publisher SET applied = :applied").param("applied", before.applied()).update();

        await().until(() -> note("applied", Long.class) == seq);
        assertThat(state().incarnation()).isEqualTo(before.incarnation());
    }

    @Test
    void aGapBeginsAnew() {
        var before = state().incarnation();
        this.sync.sql("UPDATE read_g1.checkpoint SET change = change + 1").update();

        await().until(() -> !state().incarnation().equals(before));
        await().until(this::isPublished);
    }

    @Test
    void toldTwiceIsTheSameAsOnce() {
        var before = state();
        long seq = change("p4");
        await().until(() -> state().applied() == seq);

        this.cache.apply(state(),
                List.of(new PartChanges(seq + 1, seq, List.of("p4"), Map.of(), List.of(), List.of(), List.of(), false)),
                state().generation(), state().freshness());

        // Redis is ahead of the read model: that isn't ours
        await().until(() -> !state().incarnation().equals(before.incarnation()));
        await().until(this::isPublished);
    }

}
