/** Checks the whole application against a slow, obvious projection of its journal. */
@NullMarked
package dev.aisle.oracle;

import org.jspecify.annotations.NullMarked;
