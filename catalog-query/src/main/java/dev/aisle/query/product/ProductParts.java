package dev.aisle.query.product;

import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartSource;
import dev.aisle.query.cache.TextPart;
import dev.aisle.query.readmodel.Exactness;

/** Makes the parts of products anew. */
@Configuration(proxyBeanMethods = false)
class ProductParts {

    private final ProductReads reads;
    private final Currency currency;

    ProductParts(ProductReads reads, @Value("${aisle.currency:USD}") Currency currency) {
        this.reads = reads;
        this.currency = currency;
    }

    @Bean
    PartSource<CardPart> cardParts() {
        return new Cards(this.reads, this.currency);
    }

    @Bean
    PartSource<DetailPart> detailParts() {
        return new Details(this.reads, this.currency);
    }

    @Bean
    PartSource<TextPart> productSlugParts() {
        return new Slugs(this.reads);
    }

    private static <T> Optional<PartKey<T>> only(PartKey<T> key, Kind kind, String field) {
        return (kind == key.kind() && field.equals(key.field())) ? Optional.of(key) : Optional.empty();
    }

    /** When the same came to be differs between generations: each notes when it was projected there. */
    private record Cards(ProductReads reads, Currency currency) implements PartSource<CardPart> {

        @Override
        public Optional<PartKey<CardPart>> key(Kind kind, String id, String field) {
            return only(CardPart.key(id), kind, field);
        }

        @Override
        public Map<PartKey<CardPart>, Fresh<CardPart>> make(Collection<PartKey<CardPart>> keys) {
            var read = this.reads.cards(keys.stream().map(PartKey::id).toList(), Exactness.AS_IT_IS);
            var parts = new HashMap<PartKey<CardPart>, Fresh<CardPart>>();
            keys.forEach(key -> parts.put(key, new Fresh<>(read.at().change(),
                    Optional.ofNullable(read.value().get(key.id())).map(card -> card.toPart(this.currency)))));
            return parts;
        }

        @Override
        public boolean isSame(CardPart stored, CardPart fresh) {
            return stored.json().isSame(fresh.json()) && stored.listed() == fresh.listed();
        }

        @Override
        public boolean isOlder(CardPart stored, CardPart fresh) {
            return stored.modified().getEpochSecond() < fresh.modified().getEpochSecond();
        }
    }

    private record Details(ProductReads reads, Currency currency) implements PartSource<DetailPart> {

        @Override
        public Optional<PartKey<DetailPart>> key(Kind kind, String id, String field) {
            return only(DetailPart.key(id), kind, field);
        }

        @Override
        public Map<PartKey<DetailPart>, Fresh<DetailPart>> make(Collection<PartKey<DetailPart>> keys) {
            var read = this.reads.details(keys.stream().map(PartKey::id).toList(), Exactness.AS_IT_IS);
            var parts = new HashMap<PartKey<DetailPart>, Fresh<DetailPart>>();
            keys.forEach(key -> parts.put(key, new Fresh<>(read.at().change(),
                    Optional.ofNullable(read.value().get(key.id())).map(product -> product.toPart(this.currency)))));
            return parts;
        }

        /** The links only say what to look up together: a category that moves doesn't make the product's part invalid. */
        @Override
        public boolean isSame(DetailPart stored, DetailPart fresh) {
            return stored.open().isSame(fresh.open()) && stored.leaves().equals(fresh.leaves());
        }

        @Override
        public boolean isOlder(DetailPart stored, DetailPart fresh) {
            return stored.modified().getEpochSecond() < fresh.modified().getEpochSecond();
        }
    }

    private record Slugs(ProductReads reads) implements PartSource<TextPart> {

        @Override
        public Optional<PartKey<TextPart>> key(Kind kind, String id, String field) {
            return only(ProductViews.slugKey(id), kind, field);
        }

        @Override
        public Map<PartKey<TextPart>, Fresh<TextPart>> make(Collection<PartKey<TextPart>> keys) {
            var parts = new HashMap<PartKey<TextPart>, Fresh<TextPart>>();
            for (var key : keys) {
                var read = this.reads.find(key.id(), Exactness.AS_IT_IS);
                parts.put(key, new Fresh<>(read.at().change(), read.value()
                        .filter(found -> found.slug().equals(key.id())).map(found -> new TextPart(found.product()))));
            }
            return parts;
        }

        @Override
        public boolean isSame(TextPart stored, TextPart fresh) {
            return stored.equals(fresh);
        }
    }
}
