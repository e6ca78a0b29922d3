package dev.aisle.command.journal;

import java.time.Instant;

import dev.aisle.kernel.CatalogEvent;

/**
 * An event as the journal holds it.
 *
 * @param position its number in the journal
 * @param version its number in its stream
 * @param event what happened
 * @param time when
 */
public record RecordedEvent(long position, long version, CatalogEvent event, Instant time) {

}
