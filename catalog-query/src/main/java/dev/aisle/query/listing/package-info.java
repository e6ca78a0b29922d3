/** Listings: the displayed products of a category's subtree, sorted, page by page. */
@NullMarked
package dev.aisle.query.listing;

import org.jspecify.annotations.NullMarked;
