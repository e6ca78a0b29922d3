/** A read model to read from, for tests. */
@NullMarked
package dev.aisle.query.testing;

import org.jspecify.annotations.NullMarked;
