package dev.aisle.query.product;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.json.JsonBytes;
import dev.aisle.query.readmodel.Read;

/** Answers the paths of products. */
@Component
class ProductViews {

    private final ProductReads reads;
    private final Consistency consistency;
    private final Currency currency;

    ProductViews(ProductReads reads, Consistency consistency, @Value("${aisle.currency:USD}") Currency currency) {
        this.reads = reads;
        this.consistency = consistency;
        this.currency = currency;
    }

    Optional<Answer> detail(String id, Optional<ConsistencyToken> token) {
        return answer(token.map(asked -> this.consistency.read(asked, () -> this.reads.detail(id)))
                .orElseGet(() -> this.reads.detail(id)));
    }

    private Optional<Answer> answer(Read<Optional<ProductDetail>> read) {
        return read.value()
                .flatMap(product -> product.toPart(this.currency).with(product.links()))
                .map(rendered -> Answer.body(rendered.json(), rendered.modified(), read.at()));
    }

    Optional<Answer> detailBySlug(String slug, Optional<ConsistencyToken> token) {
        var found = token.map(asked -> this.consistency.read(asked, () -> this.reads.find(slug)))
                .orElseGet(() -> this.reads.find(slug));
        return found.value().flatMap(product -> product.slug().equals(slug)
                ? detail(product.product(), token)
                : Optional.of(new Answer.Moved(
                        "/v1/product-slugs/" + UriUtils.encodePathSegment(product.slug(), StandardCharsets.UTF_8),
                        found.at().settledTime())));
    }

    Answer cards(List<String> ids, Optional<ConsistencyToken> token) {
        var read = token.map(asked -> this.consistency.read(asked, () -> this.reads.cards(ids)))
                .orElseGet(() -> this.reads.cards(ids));
        var cards = new HashMap<String, CardPart>();
        read.value().forEach((id, card) -> cards.put(id, card.toPart(this.currency)));
        return Answer.body(body(ids, cards), modified(ids, cards, read.at().settledTime()), read.at());
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
        return cards.values().stream().map(CardPart::modified).max(Instant::compareTo).orElse(Instant.EPOCH);
    }
}
