/** Products: as cards, in detail, and by their slugs. */
@NullMarked
package dev.aisle.query.product;

import org.jspecify.annotations.NullMarked;
