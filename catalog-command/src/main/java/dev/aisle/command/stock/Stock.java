package dev.aisle.command.stock;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockEvent;
import dev.aisle.kernel.StockEvent.StockLevelSet;
import dev.aisle.kernel.StockLevel;

/**
 * A product's stock.
 *
 * @param level how much there is
 * @param sourceVersion the newest version by which its source has ordered levels, or null;
 * a level that comes without one leaves it
 */
public record Stock(StockLevel level, @Nullable Long sourceVersion) {

    /**
     * Decides about a new level.
     * @param now the stock now, or null
     * @param product the product, which exists
     * @param level the level asked for
     * @param sourceVersion its version, or null
     * @return the event, none when it is so already
     */
    public static Decision<StockEvent> set(@Nullable Stock now, ProductId product, StockLevel level,
            @Nullable Long sourceVersion) {
        if (now == null) {
            return Decision.accept(List.of(new StockLevelSet(product, level, sourceVersion)));
        }
        var known = now.sourceVersion();
        if (sourceVersion != null && known != null && sourceVersion < known) {
            return new Decision.Superseded<>();
        }
        if (now.level().equals(level) && (sourceVersion == null || sourceVersion.equals(known))) {
            return Decision.accept(List.of());
        }
        return Decision.accept(List.of(new StockLevelSet(product, level, sourceVersion)));
    }

    /**
     * Folds an event.
     * @param before the stock before, or null
     * @param event what happened
     * @return the stock afterwards
     */
    public static Stock evolve(@Nullable Stock before, StockEvent event) {
        return switch (event) {
            case StockLevelSet(_, var level, var version) -> new Stock(level,
                    (version == null && before != null) ? before.sourceVersion() : version);
        };
    }

}
