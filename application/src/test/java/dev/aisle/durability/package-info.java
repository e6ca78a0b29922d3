/** Kills the real application and its servers, and looks at what is left. */
@NullMarked
package dev.aisle.durability;

import org.jspecify.annotations.NullMarked;
