package dev.aisle.command.fold;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.aisle.command.fold.ProductBaseline.Entry;
import dev.aisle.command.fold.ProductBaseline.Left;
import dev.aisle.command.journal.JournalReader;
import dev.aisle.command.journal.RecordedEvent;
import dev.aisle.command.product.Assortment;
import dev.aisle.command.product.StoredAssortment;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.Versioned;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.CategoryEvent;
import dev.aisle.kernel.PriceEvent;
import dev.aisle.kernel.ProductEvent;
import dev.aisle.kernel.ProductEvent.ProductDeleted;
import dev.aisle.kernel.ProductEvent.ProductSlugChanged;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockEvent;

/**
 * Folds the events of some products and compares what that gives with their rows. Those
 * without events since the baseline are compared with what it holds; where that differs,
 * too, the journal is asked.
 */
@Component
class ProductsVerification {

    private final JournalReader journal;

    private final StoredAssortment storedAssortment;

    private final ProductBaseline baseline;

    ProductsVerification(JournalReader journal, StoredAssortment storedAssortment, ProductBaseline baseline) {
        this.journal = journal;
        this.storedAssortment = storedAssortment;
        this.baseline = baseline;
    }

    /**
     * Verifies some products, in one snapshot.
     * @param ids the products
     * @param touched those of them that surely have events past the baseline
     * @param after the position of the baseline
     * @param head the newest position of the snapshot
     */
    void verify(Collection<ProductId> ids, Collection<ProductId> touched, long after, long head, Findings findings) {
        var stored = this.storedAssortment.load(ids);
        var verified = this.baseline.load(ids);
        var suspects = new HashSet<>(touched);
        for (var id : ids) {
            if (!entry(stored, id).isAs(verified.getOrDefault(id, Entry.NONE))) {
                suspects.add(id);
            }
        }
        findings.counted(0, ids.size(), 0);
        if (suspects.isEmpty()) {
            return;
        }
        var fold = new Fold(verified, suspects);
        this.journal.ofProducts(suspects, after, event -> fold.apply(event, findings));
        var sound = new HashMap<ProductId, Entry>();
        for (var id : suspects) {
            long differing = findings.differing();
            compare(id, entry(fold.assortment, id), entry(stored, id), findings);
            if (findings.differing() == differing && !fold.broken.contains(id)) {
                sound.put(id, entry(stored, id));
            }
        }
        fold.deleted.keySet().retainAll(sound.keySet());
        fold.left.values().removeIf(left -> !sound.containsKey(left.product()));
        this.baseline.put(sound, head);
        this.baseline.putSlugs(fold.deleted, fold.left.values());
    }

    private static Entry entry(Assortment assortment, ProductId id) {
        return new Entry(0, assortment.products().get(id), assortment.stocks().get(id), assortment.prices().get(id));
    }

    private static void compare(ProductId id, Entry folded, Entry stored, Findings findings) {
        compare(StreamType.PRODUCT, id, folded.product(), stored.product(), findings);
        compare(StreamType.STOCK, id, folded.stock(), stored.stock(), findings);
        compare(StreamType.PRICE, id, folded.price(), stored.price(), findings);
    }

    private static <S> void compare(StreamType type, ProductId id, Versioned<S> folded, Versioned<S> stored,
            Findings findings) {
        if (folded.equals(stored)) {
            return;
        }
        if (folded.exists() || stored.exists()) {
            findings.add(type.word() + " " + id, folded.exists() ? row(folded) : null,
                    stored.exists() ? row(stored) : null);
        } else {
            findings.add("deleted_stream " + type.word() + ":" + id, version(folded), version(stored));
        }
    }

    private static String row(Versioned<?> stream) {
        return stream.version() + " " + stream.state();
    }

    private static @Nullable String version(Versioned<?> stream) {
        return (stream.version() == 0) ? null : String.valueOf(stream.version());
    }

    /** The products as events make them, and what becomes of their slugs. */
    private static final class Fold {

        final Assortment assortment = new Assortment();

        final Map<String, Left> left = new LinkedHashMap<>();

        final Map<ProductId, Long> deleted = new HashMap<>();

        final Collection<ProductId> broken = new HashSet<>();

        private final Map<ProductId, Entry> verified;

        Fold(Map<ProductId, Entry> verified, Collection<ProductId> ids) {
            this.verified = verified;
            for (var id : ids) {
                var entry = verified.getOrDefault(id, Entry.NONE);
                this.assortment.load(id, entry.product());
                this.assortment.stocks().load(id, entry.stock());
                this.assortment.prices().load(id, entry.price());
            }
        }

        void apply(RecordedEvent recorded, Findings findings) {
            var id = new ProductId(StreamType.idOf(recorded.event()));
            if (recorded.position() <= this.verified.getOrDefault(id, Entry.NONE).position()) {
                return;
            }
            long differing = findings.differing();
            findings.counted(0, 0, 1);
            findings.follows(recorded, StreamType.of(recorded.event()).word() + ":" + id,
                    version(recorded.event(), id));
            if (findings.differing() != differing) {
                this.broken.add(id);
            }
            slugs(recorded, id);
            this.assortment.apply(recorded.event(), recorded.time());
            this.assortment.forgetEvents();
        }

        private long version(CatalogEvent event, ProductId id) {
            return switch (event) {
                case ProductEvent _ -> this.assortment.products().get(id).version();
                case StockEvent _ -> this.assortment.stocks().get(id).version();
                case PriceEvent _ -> this.assortment.prices().get(id).version();
                case CategoryEvent _ -> 0;
            };
        }

        private void slugs(RecordedEvent recorded, ProductId id) {
            var before = this.assortment.products().get(id).state();
            switch (recorded.event()) {
                case ProductSlugChanged(_, var slug) when before != null && !slug.equals(before.slug()) -> {
                    var old = before.slug().value();
                    this.left.put(old, new Left(old, recorded.position(), id, false));
                }
                case ProductDeleted _ -> {
                    this.deleted.put(id, recorded.position());
                    this.left.replaceAll((slug, each) -> each.product().equals(id)
                            ? new Left(slug, each.position(), id, true) : each);
                }
                case CatalogEvent _ -> {}
            }
        }

    }

}
