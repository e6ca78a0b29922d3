/** The projector: it follows the journal and the clock, and recomputes what shoppers see. */
@NullMarked
package dev.aisle.sync.projection;

import org.jspecify.annotations.NullMarked;
