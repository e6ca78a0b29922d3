/** How much of each product there is. */
@NullMarked
package dev.aisle.command.stock;

import org.jspecify.annotations.NullMarked;
