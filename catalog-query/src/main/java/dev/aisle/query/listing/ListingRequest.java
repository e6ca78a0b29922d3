package dev.aisle.query.listing;

import java.util.Optional;

/**
 * Which page of which listing is asked for.
 *
 * @param category the category's id
 * @param sort the order
 * @param first how many products at most
 * @param after where the page before ended, or empty for the first page
 */
record ListingRequest(String category, ListingSort sort, int first, Optional<ListingCursor> after) {}
