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

    /** The page without its cards. */
    ListingPart toPart(ListingRequest request, Instant now) {
        return ListingPart.of(request, List.copyOf(this.cards.keySet()), this.last, this.next, now);
    }
}
