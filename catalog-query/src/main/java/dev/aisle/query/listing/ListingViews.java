package dev.aisle.query.listing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.springframework.stereotype.Component;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartLook;
import dev.aisle.query.cache.ReadyBodies;
import dev.aisle.query.cache.SharedLoads;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.http.Sought;
import dev.aisle.query.http.Tiers;
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
    private final Tiers tiers;
    private final ReadyBodies bodies;
    private final SharedLoads<Optional<Answer>> pages = new SharedLoads<>(
            answer -> answer.isPresent() && answer.get().isProvisional());
    private final SharedLoads<Counted> counts = new SharedLoads<>(Counted::behind);

    ListingViews(ListingReads reads, PartCache cache, Consistency consistency, Tiers tiers,
            ReadyBodies bodies) {
        this.reads = reads;
        this.cache = cache;
        this.consistency = consistency;
        this.tiers = tiers;
        this.bodies = bodies;
    }

    Optional<Answer> page(ListingRequest request, Optional<ConsistencyToken> token) {
        return this.tiers.find(token, new Page(request));
    }

    private final class Page implements Sought {

        private final ListingRequest request;

        Page(ListingRequest request) {
            this.request = request;
        }

        @Override
        public Optional<PartKey<?>> body() {
            return Optional.of(ListingPart.key(this.request));
        }

        @Override
        public Found inParts(Lookup lookup) {
            var key = ListingPart.key(this.request);
            var look = lookup.look(List.of(key, CountPart.key(this.request.category())));
            var ready = ListingViews.this.bodies.find(key, look);
            if (ready.isPresent()) {
                return new Found(ready.map(Answer::of), look);
            }
            return look.get(key).map(segment -> withCards(segment, look, lookup)).orElseGet(() -> Found.nothing(look));
        }

        private Found withCards(ListingPart segment, PartLook look, Lookup lookup) {
            var names = segment.cards();
            var cards = lookup.look(names);
            var asOf = earlier(look.asOf(), cards.asOf());
            var keys = keysOf(this.request, segment);
            var count = look.get(CountPart.key(this.request.category()));
            if (count.isPresent()) {
                return new Found(segment.with(count.get(), cards.all(names))
                        .map(body -> ListingViews.this.bodies.keep(ListingPart.key(this.request), body, keys, look,
                                cards))
                        .map(body -> new Answer.Body(body, asOf, keys)), cards);
            }
            var counted = loadCount(this.request.category(), look);
            return new Found(counted.count()
                    .flatMap(known -> segment.with(known, cards.all(names)))
                    .map(body -> new Answer.Body(body, earlier(asOf, counted.asOf()), keys)), cards, counted.behind());
        }

        @Override
        public Optional<Answer> load(PartLook before) {
            return ListingViews.this.load(this.request, before);
        }

        @Override
        public Optional<Answer> exactly(ConsistencyToken token) {
            return answer(this.request, ListingViews.this.consistency.read(token,
                    exactness -> ListingViews.this.reads.page(this.request, exactness)));
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * A count, as it was read.
     *
     * @param behind whether what caches hold is newer: it was read from a replica that hasn't replayed that yet
     */
    private record Counted(Optional<CountPart> count, Instant asOf, boolean behind) {}

    private Counted loadCount(String category, PartLook before) {
        return this.counts.load(category, before, () -> {
            var read = this.reads.count(category);
            var asOf = read.at().settledTime();
            boolean behind = asOf.isBefore(before.asOf());
            if (!behind) {
                read.value().ifPresent(count -> this.cache.fill(before, read.at()).put(CountPart.key(category), count));
            }
            return new Counted(read.value(), asOf, behind);
        });
    }

    private Optional<Answer> load(ListingRequest request, PartLook before) {
        var key = ListingPart.key(request);
        return this.pages.load(key.id() + '|' + key.field(), before, () -> {
            var read = this.reads.page(request, Exactness.AS_IT_IS);
            read.value().ifPresent(page -> {
                var fill = this.cache.fill(before, read.at()).put(CountPart.key(request.category()), page.count());
                if (page.whole()) {
                    fill.put(key, page.toPart(request, read.at().settledTime()));
                }
                page.cards().forEach((id, card) -> fill.put(CardPart.key(id), card));
            });
            return answer(request, read);
        });
    }

    private static Optional<Answer> answer(ListingRequest request, Read<Optional<ListingPage>> read) {
        return read.value().flatMap(page -> {
            var part = page.toPart(request, read.at().settledTime());
            return part.with(page.count(), List.copyOf(page.cards().values()))
                    .map(body -> Answer.body(body, read.at(), keysOf(request, part), !page.whole()));
        });
    }

    private static Consumer<SurrogateKeys> keysOf(ListingRequest request, ListingPart part) {
        var category = request.category();
        var products = part.products();
        return keys -> {
            keys.listing(category);
            products.toList().forEach(keys::product);
        };
    }
}
