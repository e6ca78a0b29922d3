package dev.aisle.query.listing;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.springframework.stereotype.Component;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.PartLook;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.product.CardPart;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.surrogate.SurrogateKeys;

/** Answers pages of listings: ids and cards from the cache, or the whole page from the read model. */
@Component
class ListingViews {

    private final ListingReads reads;
    private final PartCache cache;
    private final Consistency consistency;

    ListingViews(ListingReads reads, PartCache cache, Consistency consistency) {
        this.reads = reads;
        this.cache = cache;
        this.consistency = consistency;
    }

    Optional<Answer> page(ListingRequest request, Optional<ConsistencyToken> token) {
        return token
                .map(asked -> answer(request,
                        this.consistency.read(asked, exactness -> this.reads.page(request, exactness))))
                .orElseGet(() -> cached(request));
    }

    private Optional<Answer> cached(ListingRequest request) {
        var key = ListingPart.key(request);
        var look = this.cache.look(List.of(key));
        var found = look.get(key);
        if (found.isPresent()) {
            var ids = found.get();
            var second = this.cache.look(ids.products().stream().map(CardPart::key).toList());
            var known = new HashMap<String, CardPart>();
            ids.products().forEach(id -> second.get(CardPart.key(id)).ifPresent(card -> known.put(id, card)));
            var page = ids.with(known);
            if (page.isPresent()) {
                return page.map(body -> new Answer.Body(body.json(), body.modified(), look.asOf(),
                        keysOf(request, ids.products())));
            }
            return load(request, second);
        }
        return load(request, look);
    }

    private Optional<Answer> load(ListingRequest request, PartLook before) {
        var read = this.reads.page(request, Exactness.AS_IT_IS);
        read.value().ifPresent(page -> {
            var fill = this.cache.fill(before, read.at())
                    .put(ListingPart.key(request), page.toPart(read.at().settledTime()));
            page.cards().forEach((id, card) -> fill.put(CardPart.key(id), card));
        });
        return answer(request, read);
    }

    private static Optional<Answer> answer(ListingRequest request, Read<Optional<ListingPage>> read) {
        return read.value()
                .flatMap(page -> page.toPart(read.at().settledTime())
                        .with(page.cards())
                        .map(body -> Answer.body(body.json(), body.modified(), read.at(),
                                keysOf(request, page.cards().keySet()))));
    }

    private static Consumer<SurrogateKeys> keysOf(ListingRequest request, Collection<String> products) {
        return keys -> {
            keys.listing(request.category());
            products.forEach(keys::product);
        };
    }
}
