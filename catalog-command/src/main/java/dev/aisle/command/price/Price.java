package dev.aisle.command.price;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent;
import dev.aisle.kernel.PriceEvent.PriceSet;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductId;

/**
 * A product's price.
 *
 * @param regular the regular price, or null for none
 * @param sale the reduced price and its window, or null
 * @param sourceVersion the newest version by which its source has ordered prices, or null;
 * a price that comes without one leaves it
 */
public record Price(@Nullable Money regular, @Nullable SalePrice sale, @Nullable Long sourceVersion) {

    /**
     * Decides about a new price.
     * @param now the price now, or null
     * @param product the product, which exists
     * @param regular the regular price asked for, or null to have none
     * @param sale the reduced price asked for, or null to have none
     * @param sourceVersion its version, or null
     * @return the event, none when it is so already
     */
    public static Decision<PriceEvent> set(@Nullable Price now, ProductId product, @Nullable Money regular,
            @Nullable SalePrice sale, @Nullable Long sourceVersion) {
        var known = (now != null) ? now.sourceVersion() : null;
        if (sourceVersion != null && known != null && sourceVersion < known) {
            return new Decision.Superseded<>();
        }
        boolean same = (now != null) ? Objects.equals(now.regular(), regular) && Objects.equals(now.sale(), sale)
                : regular == null && sale == null;
        if (same && (sourceVersion == null || sourceVersion.equals(known))) {
            return Decision.accept(List.of());
        }
        return Decision.accept(List.of(new PriceSet(product, regular, sale, sourceVersion)));
    }

    /**
     * Folds an event.
     * @param before the price before, or null
     * @param event what happened
     * @return the price afterwards
     */
    public static Price evolve(@Nullable Price before, PriceEvent event) {
        return switch (event) {
            case PriceSet(_, var regular, var sale, var version) -> new Price(regular, sale,
                    (version == null && before != null) ? before.sourceVersion() : version);
        };
    }

}
