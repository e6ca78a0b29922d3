package dev.aisle.command.price;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.CommandRole;
import dev.aisle.command.Rejection;
import dev.aisle.command.http.BulkBody;
import dev.aisle.command.http.BulkResults;
import dev.aisle.command.http.CommandEndpoint;
import dev.aisle.command.http.Fields;
import dev.aisle.command.transaction.Step;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProductId;

/** Many prices at once. */
@RestController
@CommandRole
class PriceController {

    private final PriceWrites writes;

    private final CatalogCurrency currency;

    private final CommandEndpoint endpoint;

    PriceController(PriceWrites writes, CatalogCurrency currency, CommandEndpoint endpoint) {
        this.writes = writes;
        this.currency = currency;
        this.endpoint = endpoint;
    }

    @PostMapping(path = "/admin/v1/prices", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> set(HttpServletRequest http) {
        return set(http, false);
    }

    @PostMapping(path = "/admin/v1/prices", consumes = BulkBody.NDJSON)
    ResponseEntity<byte[]> setLines(HttpServletRequest http) {
        return set(http, true);
    }

    private ResponseEntity<byte[]> set(HttpServletRequest http, boolean lines) {
        var streamed = this.endpoint.readStreaming(http, body -> BulkBody.read(body, lines, this::item));
        var items = streamed.content();
        return this.endpoint.perform(streamed.request(), attempt -> {
            var commands = items.stream().map(Item::command).filter(command -> command != null).toList();
            var done = this.writes.perform(commands, attempt);
            var outcomes = new ArrayList<Outcome>();
            var ids = new ArrayList<@Nullable String>();
            var decided = done.outcomes().iterator();
            for (var item : items) {
                ids.add(item.id());
                var refused = item.refused();
                outcomes.add((refused != null) ? new Outcome.Rejected(refused) : decided.next());
            }
            return new Step<>(done.events(), commands.size() > PriceWrites.HANDFUL,
                    BulkResults.answer(ids, outcomes, lines));
        });
    }

    private Item item(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            return new Item(null, null, Rejection.invalid(List.of(new Invalid("", "must be an object"))));
        }
        var fields = Fields.of(object);
        fields.requiredText("id");
        var id = fields.value("id", ProductId::new);
        if (!fields.has("price") && !fields.has("salePrice")) {
            fields.wrong("price", "is missing: give a price, a salePrice, or both; null takes one away");
        }
        var regular = PriceJson.regular(fields, this.currency.get(), false);
        var sale = PriceJson.sale(fields, this.currency.get(), false);
        var sourceVersion = fields.number("sourceVersion");
        var rejection = fields.rejection();
        var text = (id != null) ? id.value() : null;
        return (rejection != null || id == null) ? new Item(text, null, rejection)
                : new Item(text, new SetPrice(id, regular, sale, sourceVersion), null);
    }

    /** An item as it came: a command, or why it can't be one. */
    private record Item(@Nullable String id, @Nullable SetPrice command, @Nullable Rejection refused) {

    }

}
