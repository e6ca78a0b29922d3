package dev.aisle.sync.reconciliation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.aisle.query.cache.CacheUnavailableException;
import dev.aisle.query.cache.PartInspection;
import dev.aisle.query.cache.PartInspection.DifferingPart;
import dev.aisle.query.cache.PartInspection.Type;
import dev.aisle.sync.projection.ReadModelRepairs;
import dev.aisle.sync.reconciliation.Findings.Example;

/**
 * Compares what Redis holds with the read model. That Redis is away is no drift, and keeps nothing else from being done.
 * Nodes may have taken into their own memory what was wrong in Redis: of what is removed there they are told as of any
 * change.
 */
final class CacheReconciler {

    private static final Logger log = LoggerFactory.getLogger(CacheReconciler.class);

    private final PartInspection inspection;

    private final Findings findings;

    private final ReadModelRepairs repairs;

    private final int generation;

    private final boolean repair;

    CacheReconciler(PartInspection inspection, Findings findings, ReadModelRepairs repairs, int generation,
            boolean repair) {
        this.inspection = inspection;
        this.findings = findings;
        this.repairs = repairs;
        this.generation = generation;
        this.repair = repair;
    }

    Report.Cache run(int round, LongConsumer progress, BooleanSupplier stop) {
        var watch = new Watch(round, progress, stop);
        try {
            boolean complete = this.inspection.inspect(watch);
            watch.tell();
            return new Report.Cache(complete, watch.looked, watch.found, watch.removed);
        } catch (CacheUnavailableException ex) {
            log.info("What Redis holds couldn't be compared to its end", ex);
            watch.tell();
            return new Report.Cache(false, watch.looked, watch.found, watch.removed);
        }
    }

    /** Notes what differs. */
    private final class Watch implements PartInspection.Watch {

        private final int round;

        private final LongConsumer progress;

        private final BooleanSupplier stop;

        private long looked;

        private long found;

        private long removed;

        private final Map<String, Set<String>> untold = new HashMap<>();

        Watch(int round, LongConsumer progress, BooleanSupplier stop) {
            this.round = round;
            this.progress = progress;
            this.stop = stop;
        }

        @Override
        public boolean removes() {
            return CacheReconciler.this.repair;
        }

        @Override
        public boolean isStopped() {
            return this.stop.getAsBoolean();
        }

        @Override
        public void looked(long parts) {
            this.looked = parts;
            this.progress.accept(parts);
            tell();
        }

        private void tell() {
            if (this.untold.isEmpty()) {
                return;
            }
            CacheReconciler.this.repairs.locked(CacheReconciler.this.generation, true, told -> {
                told.changedProducts(gone("product"), gone("product_slug"));
                told.changedCategories(gone("category"));
                told.changedListings(gone("listing"));
                if (this.untold.containsKey("tree")) {
                    told.changedTree();
                }
                return told;
            });
            this.untold.clear();
        }

        private Set<String> gone(String kind) {
            return this.untold.getOrDefault(kind, Set.of());
        }

        @Override
        public void differs(DifferingPart part, boolean gone) {
            this.found++;
            this.removed += gone ? 1 : 0;
            if (gone) {
                this.untold.computeIfAbsent(part.kind(), _ -> new HashSet<>()).add(part.id());
            }
            CacheReconciler.this.findings.note(new Example(Findings.PART,
                    "%s/%s/%s".formatted(part.kind(), part.id(), part.field()), null, null,
                    part.type().name().toLowerCase(Locale.ROOT),
                    (part.type() == Type.STALE) ? "invalidation lost"
                            : "part changed outside Aisle, or invalidation lost",
                    gone), this.round);
        }

    }

}
