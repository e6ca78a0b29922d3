package dev.aisle.command.stock;

import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.command.CommandRole;
import dev.aisle.command.http.BulkBody;
import dev.aisle.command.http.CommandEndpoint;
import dev.aisle.command.http.Fields;
import dev.aisle.command.offer.OfferCommand;
import dev.aisle.command.offer.OfferEndpoint;
import dev.aisle.command.offer.Offers;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.StockEvent;

/** Many stock levels at once. */
@RestController
@CommandRole
class StockController {

    private final OfferEndpoint<Stock, StockEvent> bulk;

    StockController(Offers<Stock> stock, CommandEndpoint endpoint) {
        this.bulk = new OfferEndpoint<>(stock, Stock::evolve, endpoint, StockController::read);
    }

    @PostMapping(path = "/admin/v1/stock-levels", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> set(HttpServletRequest http) {
        return this.bulk.set(http, false);
    }

    @PostMapping(path = "/admin/v1/stock-levels", consumes = BulkBody.NDJSON)
    ResponseEntity<byte[]> setLines(HttpServletRequest http) {
        return this.bulk.set(http, true);
    }

    private static @Nullable Function<ProductId, OfferCommand<Stock, StockEvent>> read(Fields fields) {
        var level = StockJson.level(fields);
        var sourceVersion = fields.number("sourceVersion");
        return (level == null) ? null : product -> new SetStock(product, level, sourceVersion);
    }

}
