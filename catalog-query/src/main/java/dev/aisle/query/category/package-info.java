/** The displayed tree, single categories, and the way to them by slugs. */
@NullMarked
package dev.aisle.query.category;

import org.jspecify.annotations.NullMarked;
