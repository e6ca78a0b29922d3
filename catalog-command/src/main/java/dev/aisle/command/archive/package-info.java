/** Old partitions of the journal as files: written, checked, and put back. */
@NullMarked
package dev.aisle.command.archive;

import org.jspecify.annotations.NullMarked;
