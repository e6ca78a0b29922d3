package dev.aisle.query.listing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.aisle.query.product.CardPart;

/**
 * A page as it was read.
 *
 * @param cards the cards by product id, in order
 * @param totalCount how many products the whole listing holds
 * @param last where the page ends, or empty if it is empty
 * @param hasNextPage whether more follow
 */
record ListingPage(Map<String, CardPart> cards, long totalCount, Optional<ListingCursor> last, boolean hasNextPage) {

    ListingPart toPart(Instant now) {
        return new ListingPart(List.copyOf(this.cards.keySet()), this.totalCount,
                this.last.map(ListingCursor::toString).orElse(null), this.hasNextPage, now);
    }
}
