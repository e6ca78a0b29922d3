package dev.aisle.query.product;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartLook;
import dev.aisle.query.cache.TextPart;
import dev.aisle.query.category.CategoryLink;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.surrogate.SurrogateKeys;

/** Answers the paths of products. */
@Component
class ProductViews {

    private final ProductReads reads;
    private final PartCache cache;
    private final Consistency consistency;
    private final Currency currency;

    ProductViews(ProductReads reads, PartCache cache, Consistency consistency,
            @Value("${aisle.currency:USD}") Currency currency) {
        this.reads = reads;
        this.cache = cache;
        this.consistency = consistency;
        this.currency = currency;
    }

    static PartKey<TextPart> slugKey(String slug) {
        return new PartKey<>(Kind.PRODUCT_SLUG, slug, "id", TextPart.CODEC);
    }

    Optional<Answer> detail(String id, Optional<ConsistencyToken> token) {
        return token
                .map(asked -> answer(id, this.consistency.read(asked, exactness -> this.reads.detail(id, exactness))))
                .orElseGet(() -> cachedDetail(id));
    }

    private Optional<Answer> cachedDetail(String id) {
        var key = DetailPart.key(id);
        var look = this.cache.look(List.of(key));
        var found = look.get(key);
        if (found.isEmpty()) {
            return loadDetail(id, look);
        }
        return withLinks(id, found.get(), look).or(() -> loadDetail(id, look));
    }

    private Optional<Answer> withLinks(String id, DetailPart part, PartLook look) {
        var second = this.cache.look(part.links().stream().map(CategoryLink::key).toList());
        var links = new HashMap<String, CategoryLink>();
        part.links().forEach(category -> second.get(CategoryLink.key(category))
                .ifPresent(link -> links.put(category, link)));
        return part.with(links).map(body -> new Answer.Body(body.json(), body.modified(), look.asOf(),
                keysOf(id, part.links())));
    }

    private Optional<Answer> loadDetail(String id, PartLook before) {
        var read = this.reads.detail(id, Exactness.AS_IT_IS);
        read.value().ifPresent(product -> {
            var fill = this.cache.fill(before, read.at()).put(DetailPart.key(id), product.toPart(this.currency));
            product.links().forEach((category, link) -> fill.put(CategoryLink.key(category), link));
        });
        return answer(id, read);
    }

    private Optional<Answer> answer(String id, Read<Optional<ProductDetail>> read) {
        return read.value()
                .flatMap(product -> product.toPart(this.currency)
                        .with(product.links())
                        .map(body -> Answer.body(body.json(), body.modified(), read.at(),
                                keysOf(id, product.links().keySet()))));
    }

    private static Consumer<SurrogateKeys> keysOf(String id, Collection<String> links) {
        return keys -> {
            keys.product(id);
            links.forEach(keys::category);
        };
    }

    Optional<Answer> detailBySlug(String slug, Optional<ConsistencyToken> token) {
        if (token.isPresent()) {
            var read = this.consistency.read(token.get(), exactness -> this.reads.find(slug, exactness));
            return follow(slug, read, token);
        }
        var key = slugKey(slug);
        var look = this.cache.look(List.of(key));
        var known = look.get(key);
        if (known.isPresent()) {
            return found(slug, known.get().text(), token);
        }
        var read = this.reads.find(slug, Exactness.AS_IT_IS);
        read.value().filter(found -> found.slug().equals(slug)).ifPresent(
                found -> this.cache.fill(look, read.at()).put(key, new TextPart(found.product())));
        return follow(slug, read, token);
    }

    private Optional<Answer> follow(String slug, Read<Optional<ProductReads.Found>> read,
            Optional<ConsistencyToken> token) {
        return read.value().flatMap(found -> found.slug().equals(slug)
                ? found(slug, found.product(), token)
                : Optional.of(new Answer.Moved(
                        "/v1/product-slugs/" + UriUtils.encodePathSegment(found.slug(), StandardCharsets.UTF_8),
                        read.at().settledTime(), keys -> keys.productSlug(slug).product(found.product()))));
    }

    private Optional<Answer> found(String slug, String id, Optional<ConsistencyToken> token) {
        return detail(id, token).map(answer -> answer.foundBy(keys -> keys.productSlug(slug)));
    }

    Answer cards(List<String> ids, Optional<ConsistencyToken> token) {
        if (token.isPresent()) {
            var read = this.consistency.read(token.get(), exactness -> this.reads.cards(ids, exactness));
            return answer(ids, parts(read.value()), read.at().settledTime());
        }
        var look = this.cache.look(ids.stream().map(CardPart::key).toList());
        var known = new HashMap<String, CardPart>();
        ids.forEach(id -> look.get(CardPart.key(id)).ifPresent(card -> known.put(id, card)));
        if (known.size() == ids.size()) {
            return answer(ids, known, look.asOf());
        }
        var read = this.reads.cards(ids.stream().filter(id -> !known.containsKey(id)).toList(),
                Exactness.AS_IT_IS);
        var fill = this.cache.fill(look, read.at());
        var loaded = parts(read.value());
        loaded.forEach((id, card) -> fill.put(CardPart.key(id), card));
        boolean mixed = !known.isEmpty() && look.asOf().isBefore(read.at().settledTime());
        known.putAll(loaded);
        return answer(ids, known, mixed ? look.asOf() : read.at().settledTime());
    }

    private Map<String, CardPart> parts(Map<String, ProductCard> cards) {
        var parts = new HashMap<String, CardPart>();
        cards.forEach((id, card) -> parts.put(id, card.toPart(this.currency)));
        return parts;
    }

    private static Answer answer(List<String> ids, Map<String, CardPart> cards, Instant asOf) {
        return new Answer.Body(body(ids, cards), modified(ids, cards, asOf), asOf, keys -> ids.forEach(keys::product));
    }

    private static byte[] body(List<String> ids, Map<String, CardPart> cards) {
        var found = new ArrayList<byte[]>(ids.size());
        var missing = new ArrayList<byte[]>();
        for (String id : ids) {
            var card = cards.get(id);
            if (card == null) {
                missing.add(JsonBytes.of(json -> json.writeString(id)));
            } else {
                found.add(card.json());
            }
        }
        return new JsonBytes(256 + found.size() * 384).append("{\"products\":[")
                .appendAll(found)
                .append("],\"missing\":[")
                .appendAll(missing)
                .append("]}")
                .toBytes();
    }

    /** When a missing product went isn't known, only that it is gone now. */
    private static Instant modified(List<String> ids, Map<String, CardPart> cards, Instant now) {
        if (cards.size() < ids.size()) {
            return now;
        }
        return cards.values().stream().map(CardPart::modified).max(Instant::compareTo).orElse(now);
    }
}
