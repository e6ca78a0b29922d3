package dev.aisle.bench;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * Editors at work: so many edits a second at random products, each product once, two thirds
 * of them renamings, the others stock levels and prices in turn. Every tenth is looked for
 * with GET requests without a token, on pages that were read just before, until shoppers see
 * it: half of those by the product's own page, a quarter each by its availability and by the
 * first page of its leaf sorted by price. A time is known to a tenth of it.
 */
final class EditLoad {

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    /** What takes longer is looked at less often, or looking would be most of the load where edits are seen late. */
    private static final int PRECISION = 10;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);

    private final AisleClient client;

    private final SeedCatalog catalog;

    private final IntPredicate editable;

    private final boolean looks;

    private final Latencies sinceRequest = new Latencies();

    private final Latencies sinceAnswer = new Latencies();

    private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();

    private final AtomicInteger sent = new AtomicInteger();

    private int order;

    private volatile boolean stopped;

    EditLoad(AisleClient client, SeedCatalog catalog, int firstInOrder) {
        this(client, catalog, firstInOrder, _ -> true);
    }

    /** Editors who don't look for what they did: they would be so many more readers, the more the slower it is seen. */
    static EditLoad blind(AisleClient client, SeedCatalog catalog, int firstInOrder) {
        return new EditLoad(client, catalog, firstInOrder, _ -> true, false);
    }

    EditLoad(AisleClient client, SeedCatalog catalog, int firstInOrder, IntPredicate editable) {
        this(client, catalog, firstInOrder, editable, true);
    }

    private EditLoad(AisleClient client, SeedCatalog catalog, int firstInOrder, IntPredicate editable,
            boolean looks) {
        this.client = client;
        this.catalog = catalog;
        this.editable = editable;
        this.looks = looks;
        this.order = firstInOrder;
    }

    /** From when the edit was sent until a GET that was sent later had shown it. */
    Latencies sinceRequest() {
        return this.sinceRequest;
    }

    /** From the edit's answer on. */
    Latencies sinceAnswer() {
        return this.sinceAnswer;
    }

    int sent() {
        return this.sent.get();
    }

    /** No more edits; those under way are still looked for. */
    void stop() {
        this.stopped = true;
    }

    /** Sends edits until {@link #stop()} or for so long, and returns when each is done and seen. */
    void run(int perSecond, long seconds) throws IOException {
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long n = 0; n < perSecond * seconds && !this.stopped; n++) {
                long due = start + n * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                int product = nextDisplayed();
                long number = n;
                threads.submit(() -> edit(product, number));
            }
        }
        var failure = this.failures.peek();
        if (failure != null) {
            throw new IOException(this.failures.size() + " edits failed, one of them so", failure);
        }
    }

    /** Sends edits, few at first: a JVM that has just begun takes as long for one as later for ten. */
    void warmUp(int perSecond, long seconds) throws IOException {
        for (int part : new int[]{10, 3, 1}) {
            run(Math.max(1, perSecond / part), Math.max(1, seconds / 3));
        }
    }

    int order() {
        return this.order;
    }

    private int nextDisplayed() {
        while (true) {
            int product = this.catalog.numberInOrder(this.order++ % this.catalog.products());
            if (this.catalog.isDisplayed(product) && this.editable.test(product)) {
                return product;
            }
        }
    }

    private void edit(int product, long n) {
        try {
            boolean looked = this.looks && n % 10 == 0;
            int kind = (int) ((looked ? n / 10 : n) % 6);
            var edit = switch (kind) {
                case 1 -> Edit.sellOut(product);
                case 4 -> looked ? Edit.makeCheap(product, this.catalog) : Edit.reprice(product, this.catalog, n);
                default -> Edit.rename(product, n);
            };
            if (looked) {
                if (kind == 4) {
                    // what an earlier benchmark sold out stands in no listing, and its price would never be seen
                    Edit.stock(product, 1).send(this.client);
                }
                edit.isSeen(this.client);
            }
            long begin = System.nanoTime();
            edit.send(this.client);
            long answered = System.nanoTime();
            this.sent.incrementAndGet();
            if (looked) {
                await(edit);
                long seen = System.nanoTime();
                this.sinceRequest.add(seen - begin);
                this.sinceAnswer.add(seen - answered);
                if (kind == 4) {
                    // else there would be more of them than a page holds in the end
                    Edit.reprice(product, this.catalog, n).send(this.client);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException ex) {
            this.failures.add(ex);
        }
    }

    private void await(Edit edit) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!edit.isSeen(this.client)) {
            long waited = System.nanoTime() - begin;
            if (waited > PATIENCE) {
                throw new IOException("never seen: " + edit);
            }
            LockSupport.parkNanos(Math.max(SHORTEST_PAUSE, waited / PRECISION));
        }
    }

}
