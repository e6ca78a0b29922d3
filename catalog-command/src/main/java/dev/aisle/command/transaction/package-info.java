/** Runs a command in one transaction: its state, its events, and its answer for whoever asks again. */
@NullMarked
package dev.aisle.command.transaction;

import org.jspecify.annotations.NullMarked;
