package dev.aisle.kernel;

/**
 * Something that happened to the catalog. Each event belongs to one stream; folding a
 * stream's events in order gives the state of its thing, and folding never rejects.
 */
public sealed interface CatalogEvent permits CategoryEvent, ProductEvent, StockEvent, PriceEvent {

}
