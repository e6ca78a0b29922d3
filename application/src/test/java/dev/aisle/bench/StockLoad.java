package dev.aisle.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A warehouse at work: so many stock changes a second, in one request, one in twenty of which flips whether the product
 * can be sold. What sold out comes back some seconds later, so that the catalog stays as it was.
 */
final class StockLoad {

    /** One in so many changes flips. */
    static final int FLIP = 20;

    private static final int SECONDS_BETWEEN = 8;

    private final AisleClient client;

    private final SeedCatalog catalog;

    private final int perSecond;

    private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();

    private final AtomicInteger changed = new AtomicInteger();

    /** Another one in each run: a level that is there already changes nothing. */
    private int quantity = ThreadLocalRandom.current().nextInt(1_000, 1_000_000);

    private int order;

    private volatile boolean stopped;

    StockLoad(AisleClient client, SeedCatalog catalog, int perSecond) {
        this.client = client;
        this.catalog = catalog;
        this.perSecond = perSecond;
    }

    /** How many changes were acknowledged. */
    int changed() {
        return this.changed.get();
    }

    /** No more of them, but for what brings back what is sold out. */
    void stop() {
        this.stopped = true;
    }

    /** Sends changes until {@link #stop()}, and returns when each is acknowledged. */
    void run() throws IOException {
        long start = System.nanoTime();
        Deque<List<Integer>> soldOut = new ArrayDeque<>();
        try (var requests = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int second = 0; !this.stopped; second++) {
                // long after it was sold out, since a request may overtake another
                boolean back = second % 2 == 1 && soldOut.size() > SECONDS_BETWEEN / 2;
                var products = back ? soldOut.remove() : next();
                if (!back) {
                    soldOut.add(products);
                }
                var body = body(products, !back);
                long due = start + TimeUnit.SECONDS.toNanos(second);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                requests.submit(() -> send(body, products.size()));
            }
        }
        soldOut.forEach(products -> send(body(products, false), products.size()));
        var failure = this.failures.peek();
        if (failure != null) {
            throw new IOException(this.failures.size() + " of the requests failed, one of them so", failure);
        }
    }

    private List<Integer> next() {
        List<Integer> products = new ArrayList<>();
        for (int seen = 0; products.size() < this.perSecond && seen < this.catalog.products(); seen++) {
            int product = this.catalog.numberInOrder(this.order++ % this.catalog.products());
            if (this.catalog.isDisplayed(product)) {
                products.add(product);
            }
        }
        return products;
    }

    private String body(List<Integer> products, boolean sellOut) {
        int level = ++this.quantity;
        var items = new ArrayList<String>();
        for (int i = 0; i < products.size(); i++) {
            items.add("{\"id\":\"p%d\",\"quantity\":%d}".formatted(products.get(i),
                    (sellOut && i % FLIP == FLIP - 1) ? 0 : level));
        }
        return "[" + String.join(",", items) + "]";
    }

    private void send(String body, int changes) {
        try {
            this.client.postItems("/stock-levels", body);
            this.changed.addAndGet(changes);
        } catch (IOException | InterruptedException | RuntimeException ex) {
            this.failures.add(ex);
        }
    }

}
