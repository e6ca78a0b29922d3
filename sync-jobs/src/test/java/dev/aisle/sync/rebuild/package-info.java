/** The manners of a rebuild. */
@NullMarked
package dev.aisle.sync.rebuild;

import org.jspecify.annotations.NullMarked;
