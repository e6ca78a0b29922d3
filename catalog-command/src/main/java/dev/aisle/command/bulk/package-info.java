/** Commands that come in chunks from other systems. */
@NullMarked
package dev.aisle.command.bulk;

import org.jspecify.annotations.NullMarked;
