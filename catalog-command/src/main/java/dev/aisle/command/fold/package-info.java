/** The proof that folding the journal gives the write model's tables. */
@NullMarked
package dev.aisle.command.fold;

import org.jspecify.annotations.NullMarked;
