package dev.aisle.command.stream;

import dev.aisle.kernel.CatalogEvent;

/**
 * An event that is going to be journalled.
 *
 * @param version the version that it gives its stream
 * @param event what happened
 */
public record NewEvent(long version, CatalogEvent event) {

}
