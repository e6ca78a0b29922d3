package dev.aisle.query.cache;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.aisle.query.cache.CacheState.Freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SharedLoadsTests {

    private final SharedLoads<Integer> loads = new SharedLoads<>();
    private final AtomicInteger loaded = new AtomicInteger();

    @Test
    void requestsWithTheSameLookShareALoad() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var first = CompletableFuture.supplyAsync(() -> this.loads.load("tree", look(7), () -> {
            begun.countDown();
            await(go);
            return this.loaded.incrementAndGet();
        }), Thread::startVirtualThread);
        begun.await();
        var waiting = new Thread[1];
        var second = CompletableFuture.supplyAsync(() -> {
            waiting[0] = Thread.currentThread();
            return this.loads.load("tree", look(7), this.loaded::incrementAndGet);
        }, Thread::startVirtualThread);

        assertThat(this.loads.load("tree", look(8), () -> 80)).as("a newer look").isEqualTo(80);
        assertThat(this.loads.load("leaf", look(7), () -> 70)).as("another key").isEqualTo(70);
        Awaitility.await().until(() -> waiting[0] != null && waiting[0].getState() == Thread.State.WAITING);
        go.countDown();

        assertThat(first.get()).isEqualTo(1);
        assertThat(second.get()).isEqualTo(1);
        assertThat(this.loads.load("tree", look(7), this.loaded::incrementAndGet)).as("afterwards").isEqualTo(2);
    }

    @Test
    void aFailureIsEachRequestsOwn() {
        assertThatIllegalStateException().isThrownBy(() -> this.loads.load("tree", look(7), () -> {
            throw new IllegalStateException("no database");
        })).withMessage("no database");
        assertThat(this.loads.load("tree", look(7), () -> 1)).isEqualTo(1);
    }

    /** What must not be cached, and is wanted a thousand times a second, isn't loaded as often. */
    @Test
    void whatLingersIsSharedForAMomentMore() {
        var some = new SharedLoads<Integer>(loaded -> loaded < 2);

        assertThat(some.load("tree", look(7), this.loaded::incrementAndGet)).isEqualTo(1);
        assertThat(some.load("tree", look(7), this.loaded::incrementAndGet)).as("it lingers").isEqualTo(1);
        assertThat(some.load("tree", look(8), this.loaded::incrementAndGet)).as("a newer look").isEqualTo(2);
        assertThat(some.load("tree", look(8), this.loaded::incrementAndGet)).as("it doesn't linger").isEqualTo(3);
        Awaitility.await().until(() -> some.load("tree", look(7), () -> 40) == 40);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static PartLook look(long applied) {
        var state = new CacheState("one", 1, 1, applied, new Freshness(1, Instant.EPOCH));
        return new PartLook(List.of(), new StoredPart<?>[0], new CacheMeta(state, 0, 0, 0, 0), null, Instant.EPOCH, 0);
    }
}
