/** The append-only journal: how events are written, appended in commit order, and read. */
@NullMarked
package dev.aisle.command.journal;

import org.jspecify.annotations.NullMarked;
