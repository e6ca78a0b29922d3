/** What all aggregates share: a stream's version and state, and the decision about a command. */
@NullMarked
package dev.aisle.command.stream;

import org.jspecify.annotations.NullMarked;
