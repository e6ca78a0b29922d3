package dev.aisle.command.price;

import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
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
import dev.aisle.kernel.PriceEvent;
import dev.aisle.kernel.ProductId;

/** Many prices at once. */
@RestController
@CommandRole
class PriceController {

    private final OfferEndpoint<Price, PriceEvent> bulk;

    private final CatalogCurrency currency;

    PriceController(Offers<Price> prices, CatalogCurrency currency, CommandEndpoint endpoint) {
        this.bulk = new OfferEndpoint<>(prices, Price::evolve, endpoint, this::read);
        this.currency = currency;
    }

    @PostMapping(path = "/admin/v1/prices", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> set(HttpServletRequest http) {
        return this.bulk.set(http, false);
    }

    @PostMapping(path = "/admin/v1/prices", consumes = BulkBody.NDJSON)
    ResponseEntity<byte[]> setLines(HttpServletRequest http) {
        return this.bulk.set(http, true);
    }

    private Function<ProductId, OfferCommand<Price, PriceEvent>> read(Fields fields) {
        if (!fields.has("price") && !fields.has("salePrice")) {
            fields.wrong("price", "is missing: give a price, a salePrice, or both; null takes one away");
        }
        var regular = PriceJson.regular(fields, this.currency.get(), false);
        var sale = PriceJson.sale(fields, this.currency.get(), false);
        var sourceVersion = fields.number("sourceVersion");
        return product -> new SetPrice(product, regular, sale, sourceVersion);
    }

}
