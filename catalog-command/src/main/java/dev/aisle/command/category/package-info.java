/** The category tree. */
@NullMarked
package dev.aisle.command.category;

import org.jspecify.annotations.NullMarked;
