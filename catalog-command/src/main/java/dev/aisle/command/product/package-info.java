/** Products: what they are, and the leaves that they stand in. */
@NullMarked
package dev.aisle.command.product;

import org.jspecify.annotations.NullMarked;
