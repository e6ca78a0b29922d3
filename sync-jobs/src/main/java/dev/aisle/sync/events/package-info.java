/** Modulith's event publications: what a listener didn't get through with is given to it again. */
@NullMarked
package dev.aisle.sync.events;

import org.jspecify.annotations.NullMarked;
