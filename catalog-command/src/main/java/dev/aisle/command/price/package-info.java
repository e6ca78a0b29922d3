/** What each product costs, and when it costs less. */
@NullMarked
package dev.aisle.command.price;

import org.jspecify.annotations.NullMarked;
