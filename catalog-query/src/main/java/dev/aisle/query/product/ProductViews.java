package dev.aisle.query.product;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.kernel.InvalidValueException;
import dev.aisle.query.cache.Ids;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartLook;
import dev.aisle.query.cache.ReadyBodies;
import dev.aisle.query.cache.SharedLoads;
import dev.aisle.query.cache.TextPart;
import dev.aisle.query.category.CategoryLink;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.http.Sought;
import dev.aisle.query.http.Tiers;
import dev.aisle.query.json.JsonBody;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.json.Rendered;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.ReadModelUnavailableException;
import dev.aisle.query.repair.Suspects;
import dev.aisle.query.surrogate.SurrogateKeys;

/** Answers the paths of products. */
@Component
class ProductViews {

    private final ProductReads reads;
    private final PartCache cache;
    private final Consistency consistency;
    private final Tiers tiers;
    private final ReadyBodies bodies;
    private final Currency currency;
    private final Suspects suspects;
    private final SharedLoads<Optional<Answer>> details = new SharedLoads<>(
            answer -> answer.isPresent() && answer.get().isProvisional());

    ProductViews(ProductReads reads, PartCache cache, Consistency consistency, Tiers tiers, ReadyBodies bodies,
            Suspects suspects, @Value("${aisle.currency:USD}") Currency currency) {
        this.reads = reads;
        this.cache = cache;
        this.consistency = consistency;
        this.tiers = tiers;
        this.bodies = bodies;
        this.suspects = suspects;
        this.currency = currency;
    }

    static PartKey<TextPart> slugKey(String slug) {
        return new PartKey<>(Kind.PRODUCT_SLUG, slug, "id", TextPart.CODEC);
    }

    Optional<Answer> detail(String id, Optional<ConsistencyToken> token) {
        return this.tiers.find(token, new Detail(id));
    }

    private final class Detail implements Sought {

        private final String id;

        Detail(String id) {
            this.id = id;
        }

        @Override
        public Optional<PartKey<?>> body() {
            return Optional.of(DetailPart.key(this.id));
        }

        @Override
        public Found inParts(Lookup lookup) {
            var key = DetailPart.key(this.id);
            var look = lookup.look(List.of(key));
            return look.get(key).map(part -> withLinks(part, look, lookup))
                    .orElseGet(() -> Found.nothing(look));
        }

        private Found withLinks(DetailPart part, PartLook look, Lookup lookup) {
            var links = part.links();
            var second = lookup.look(links);
            var asOf = second.asOf().isBefore(look.asOf()) ? second.asOf() : look.asOf();
            var keys = keysOf(this.id, part.linked());
            return new Found(part.with(byId(second.all(links)))
                    .map(body -> ProductViews.this.bodies.keep(DetailPart.key(this.id), body, keys, look, second))
                    .map(body -> new Answer.Body(body, asOf, keys)), look);
        }

        private static Map<String, CategoryLink> byId(List<@Nullable CategoryLink> found) {
            var links = new HashMap<String, CategoryLink>();
            for (var link : found) {
                if (link != null) {
                    links.put(link.id(), link);
                }
            }
            return links;
        }

        @Override
        public Optional<Answer> load(PartLook before) {
            return loadDetail(this.id, before);
        }

        @Override
        public Optional<Answer> exactly(ConsistencyToken token) {
            return answer(this.id, ProductViews.this.consistency.read(token,
                    exactness -> ProductViews.this.reads.detail(this.id, exactness)));
        }
    }

    private Optional<Answer> loadDetail(String id, PartLook before) {
        return this.details.load(id, before, () -> {
            var read = this.reads.detail(id, Exactness.AS_IT_IS);
            read.value().ifPresentOrElse(product -> {
                var fill = this.cache.fill(before, read.at());
                if (product.missing().isEmpty()) {
                    fill.put(DetailPart.key(id), part(product));
                }
                product.links().forEach((category, link) -> fill.put(CategoryLink.key(category), link));
            }, () -> suspectIfKnown(id));
            return answer(id, read);
        });
    }

    /**
     * A product that nobody knows is nobody's business. But whose card is cached, and hasn't been made invalid, should be
     * there: else it went without a word.
     */
    private void suspectIfKnown(String id) {
        var card = CardPart.key(id);
        if (this.cache.look(List.of(card)).get(card).isPresent()) {
            this.suspects.product(id);
        }
    }

    private Optional<Answer> answer(String id, Read<Optional<ProductDetail>> read) {
        return read.value().flatMap(product -> {
            var part = part(product);
            var missing = product.missing();
            missing.forEach(this.suspects::category);
            return part.with(product.links())
                    .map(body -> Answer.body(body, read.at(), keysOf(id, part.linked()), !missing.isEmpty()));
        });
    }

    /** @throws ReadModelUnavailableException if it holds what can't be: something older is better */
    private DetailPart part(ProductDetail product) {
        try {
            return product.toPart(this.currency);
        } catch (InvalidValueException ex) {
            this.suspects.product(product.card().id());
            throw new ReadModelUnavailableException("the product '%s' is damaged".formatted(product.card().id()), ex);
        }
    }

    private static Consumer<SurrogateKeys> keysOf(String id, Ids linked) {
        return keys -> {
            keys.product(id);
            linked.toList().forEach(keys::category);
        };
    }

    Optional<Answer> detailBySlug(String slug, Optional<ConsistencyToken> token) {
        return this.tiers.find(token, new BySlug(slug));
    }

    private final class BySlug implements Sought {

        private final String slug;

        BySlug(String slug) {
            this.slug = slug;
        }

        @Override
        public Found inParts(Lookup lookup) {
            var key = slugKey(this.slug);
            var look = lookup.look(List.of(key));
            return look.get(key)
                    .map(product -> new Found(new Detail(product.text()).inParts(lookup).answer()
                            .map(answer -> answer.foundBy(keys -> keys.productSlug(this.slug))), look))
                    .orElseGet(() -> Found.nothing(look));
        }

        @Override
        public Optional<Answer> load(PartLook before) {
            var read = ProductViews.this.reads.find(this.slug, Exactness.AS_IT_IS);
            if (read.value().isEmpty()) {
                before.get(slugKey(this.slug)).ifPresent(known -> ProductViews.this.suspects.product(known.text()));
            }
            read.value().filter(found -> found.slug().equals(this.slug)).ifPresent(
                    found -> ProductViews.this.cache.fill(before, read.at())
                            .put(slugKey(this.slug), new TextPart(found.product())));
            return follow(this.slug, read, Optional.empty());
        }

        @Override
        public Optional<Answer> exactly(ConsistencyToken token) {
            return follow(this.slug, ProductViews.this.consistency.read(token,
                    exactness -> ProductViews.this.reads.find(this.slug, exactness)), Optional.of(token));
        }
    }

    private Optional<Answer> follow(String slug, Read<Optional<ProductReads.Found>> read,
            Optional<ConsistencyToken> token) {
        return read.value().flatMap(found -> found.slug().equals(slug)
                ? detail(found.product(), token).map(answer -> answer.foundBy(keys -> keys.productSlug(slug)))
                : Optional.of(new Answer.Moved(
                        "/v1/product-slugs/" + UriUtils.encodePathSegment(found.slug(), StandardCharsets.UTF_8),
                        read.at().settledTime(), keys -> keys.productSlug(slug).product(found.product()))));
    }

    Answer cards(List<String> ids, Optional<ConsistencyToken> token) {
        return this.tiers.find(token, new Cards(ids)).orElseThrow();
    }

    private final class Cards implements Sought {

        private final List<String> ids;
        private final List<PartKey<CardPart>> keys;

        Cards(List<String> ids) {
            this.ids = ids;
            this.keys = ids.stream().map(CardPart::key).toList();
        }

        @Override
        public Found inParts(Lookup lookup) {
            var look = lookup.look(this.keys);
            var known = known(look);
            return new Found((known.size() == this.ids.size()) ? Optional.of(answer(this.ids, known, look.asOf()))
                    : Optional.empty(), look);
        }

        private Map<String, CardPart> known(PartLook look) {
            var known = new HashMap<String, CardPart>();
            var cards = look.all(this.keys);
            for (int i = 0; i < cards.size(); i++) {
                var card = cards.get(i);
                if (card != null) {
                    known.put(this.ids.get(i), card);
                }
            }
            return known;
        }

        @Override
        public Optional<Answer> load(PartLook before) {
            var known = known(before);
            var read = ProductViews.this.reads.cards(
                    this.ids.stream().filter(id -> !known.containsKey(id)).toList(), Exactness.AS_IT_IS);
            var fill = ProductViews.this.cache.fill(before, read.at());
            var loaded = parts(read.value());
            if (known.size() + loaded.size() < this.ids.size()) {
                ProductViews.this.cache.gone(before);
            }
            loaded.forEach((id, card) -> fill.put(CardPart.key(id), card));
            boolean mixed = !known.isEmpty() && before.asOf().isBefore(read.at().settledTime());
            known.putAll(loaded);
            return Optional.of(answer(this.ids, known, mixed ? before.asOf() : read.at().settledTime()));
        }

        @Override
        public Optional<Answer> exactly(ConsistencyToken token) {
            var read = ProductViews.this.consistency.read(token,
                    exactness -> ProductViews.this.reads.cards(this.ids, exactness));
            return Optional.of(answer(this.ids, parts(read.value()), read.at().settledTime()));
        }
    }

    private Map<String, CardPart> parts(Map<String, ProductCard> cards) {
        var parts = new HashMap<String, CardPart>();
        cards.forEach((id, card) -> {
            try {
                parts.put(id, card.toPart(this.currency));
            } catch (InvalidValueException _) {
                this.suspects.product(id);
            }
        });
        return parts;
    }

    private static Answer answer(List<String> ids, Map<String, CardPart> cards, Instant asOf) {
        return new Answer.Body(new Rendered(body(ids, cards), modified(ids, cards, asOf)), asOf,
                keys -> ids.forEach(keys::product));
    }

    private static JsonBody body(List<String> ids, Map<String, CardPart> cards) {
        var json = new JsonBytes().append("{\"products\":[")
                .appendAll(ids.stream().map(cards::get).filter(Objects::nonNull).map(CardPart::json).toList())
                .append("],\"missing\":[");
        var separator = "";
        for (String id : ids) {
            if (!cards.containsKey(id)) {
                json.append(separator).appendString(id);
                separator = ",";
            }
        }
        return json.append("]}").toBody();
    }

    /** When a missing product went isn't known, only that it is gone now. */
    private static Instant modified(List<String> ids, Map<String, CardPart> cards, Instant now) {
        if (cards.size() < ids.size()) {
            return now;
        }
        return cards.values().stream().map(CardPart::modified).max(Instant::compareTo).orElse(now);
    }
}
