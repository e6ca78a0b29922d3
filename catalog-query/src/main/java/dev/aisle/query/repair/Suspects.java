package dev.aisle.query.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;
import dev.aisle.query.OnQueryRole;
import dev.aisle.query.QuerySettings;
import dev.aisle.query.cache.SortKeys.Order;

/**
 * Keys that this node's readers came upon in a state that can't be right, waiting to be asked for. Suspecting costs a look
 * into a map and never fails: each key once in a while, and no more of them than can be asked for in that time.
 */
@Component
public final class Suspects {

    /** More than can wait, so that what waits isn't forgotten. */
    private static final int REMEMBERED = 10_000;

    private final boolean asks;
    private final Cache<Suspect, Boolean> known;
    private final BlockingQueue<Suspect> waiting;
    private final Counter suspected;
    private final Counter dropped;

    Suspects(QuerySettings settings, Environment environment, ObjectProvider<MeterRegistry> meters) {
        var limits = settings.repair();
        this.asks = limits.perSecond() > 0 && OnQueryRole.isHeld(environment);
        this.known = Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(limits.againAfter()).build();
        this.waiting = new LinkedBlockingQueue<>(
                Math.clamp(limits.perSecond() * limits.againAfter().toSeconds(), 1, REMEMBERED));
        var registry = meters.getIfAvailable(SimpleMeterRegistry::new);
        this.suspected = counter(registry, "waiting");
        this.dropped = counter(registry, "dropped");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("aisle.read.repair.suspects")
                .description("Keys that readers found to contradict themselves; dropped: more than may be asked for")
                .tag("outcome", outcome)
                .register(registry);
    }

    /**
     * Suspects a product's view.
     * @param id the product
     */
    public void product(String id) {
        if (ProductId.isValid(id)) {
            add(new Suspect.Product(new ProductId(id)));
        }
    }

    /**
     * Suspects a category's view.
     * @param id the category
     */
    public void category(String id) {
        if (CategoryId.isValid(id)) {
            add(new Suspect.Category(new CategoryId(id)));
        }
    }

    /**
     * Suspects a row of a listing, and the product that it names.
     * @param category whose listing
     * @param product the product
     * @param order the order in which it was met
     * @param key where it stands in that order
     */
    public void listingRow(String category, String product, Order order, long key) {
        if (CategoryId.isValid(category) && ProductId.isValid(product)) {
            add(new Suspect.ListingRow(new CategoryId(category), new ProductId(product), order, key));
        }
    }

    private void add(Suspect suspect) {
        if (!this.asks || this.known.asMap().putIfAbsent(suspect, Boolean.TRUE) != null) {
            return;
        }
        if (this.waiting.offer(suspect)) {
            this.suspected.increment();
        } else {
            this.known.invalidate(suspect);
            this.dropped.increment();
        }
    }

    /** Waits for suspects, and takes some. */
    List<Suspect> take(int most) throws InterruptedException {
        var taken = new ArrayList<Suspect>(most);
        taken.add(this.waiting.take());
        this.waiting.drainTo(taken, most - 1);
        return taken;
    }

    /** They couldn't be asked for: the next reader who meets one suspects it again. */
    void forget(List<Suspect> suspects) {
        this.known.invalidateAll(suspects);
    }
}
