/** The proof that folding the journal gives the write model's tables, from a baseline that moves on. */
@NullMarked
package dev.aisle.command.fold;

import org.jspecify.annotations.NullMarked;
