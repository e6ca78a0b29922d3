package dev.aisle.query.listing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import dev.aisle.query.product.CardPart;

/**
 * A page as it was read.
 *
 * @param cards the cards by product id, in order
 * @param count how many products the whole listing holds
 * @param last where the page ends, or empty if it is empty
 * @param next the key of the product that follows it, or empty if none does
 * @param whole whether each product that the listing names could be shown
 */
record ListingPage(Map<String, CardPart> cards, CountPart count, Optional<ListingCursor> last, OptionalLong next,
        boolean whole) {

    /** The page without its cards: from the key that it begins after to the one that follows it. */
    ListingPart toPart(ListingRequest request, Instant now) {
        boolean ascending = request.sort().isAscending();
        long begin = request.after().map(ListingCursor::key).orElse(ascending ? Long.MIN_VALUE : Long.MAX_VALUE);
        long end = this.next.orElse(ascending ? Long.MAX_VALUE : Long.MIN_VALUE);
        return ListingPart.of(
                new ListingPart.Range(request.sort().order(), Math.min(begin, end), Math.max(begin, end)),
                List.copyOf(this.cards.keySet()), this.last.map(ListingCursor::toString).orElse(null),
                this.next.isPresent(), now);
    }
}
