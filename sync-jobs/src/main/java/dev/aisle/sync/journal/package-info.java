/** The jobs that look after the journal: it is proved, its partitions are made, archived, dropped and put back. */
@NullMarked
package dev.aisle.sync.journal;

import org.jspecify.annotations.NullMarked;
