package dev.aisle.command.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.Rejection;
import dev.aisle.command.http.BulkBody;
import dev.aisle.command.http.BulkResults;
import dev.aisle.command.http.CommandEndpoint;
import dev.aisle.command.http.Fields;
import dev.aisle.command.offer.OfferCommand.Evolution;
import dev.aisle.command.transaction.Step;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProductId;

/**
 * Takes many offers of one kind in a request, and sets them in one transaction. An item that can't be carried out doesn't
 * keep the others from it.
 *
 * @param <S> what a stream tells
 * @param <E> what happens to it
 */
public final class OfferEndpoint<S, E extends CatalogEvent> {

    /** Up to so many items count as single edits, which overtake bulk. */
    private static final int HANDFUL = 100;

    private final OfferWrites<S, E> writes;

    private final CommandEndpoint endpoint;

    private final ItemFields<S, E> fields;

    /**
     * Reads what an item tells beside its product's id.
     *
     * @param <S> what a stream tells
     * @param <E> what happens to it
     */
    @FunctionalInterface
    public interface ItemFields<S, E extends CatalogEvent> {

        /**
         * Reads an item's fields; what is wrong is noted there.
         * @param fields the item's
         * @return makes the command for a product, or null if it noted that something is wrong
         */
        @Nullable
        Function<ProductId, OfferCommand<S, E>> read(Fields fields);

    }

    /**
     * Takes offers of a kind.
     * @param offers where they are stored
     * @param evolution what events make of them
     * @param endpoint takes commands
     * @param fields reads an item's fields
     */
    public OfferEndpoint(Offers<S> offers, Evolution<S, E> evolution, CommandEndpoint endpoint,
            ItemFields<S, E> fields) {
        this.writes = new OfferWrites<>(offers, evolution);
        this.endpoint = endpoint;
        this.fields = fields;
    }

    /**
     * Sets what a request holds.
     * @param http the request
     * @param lines whether it holds NDJSON, not an array
     * @return what became of each item, in their order
     */
    public ResponseEntity<byte[]> set(HttpServletRequest http, boolean lines) {
        var streamed = this.endpoint.readStreaming(http, body -> BulkBody.read(body, lines, this::item));
        var items = streamed.content();
        var commands = items.stream().map(Item::command).filter(Objects::nonNull).toList();
        return this.endpoint.perform(streamed.request(), attempt -> {
            var done = this.writes.perform(commands, attempt);
            var outcomes = new ArrayList<Outcome>();
            var ids = new ArrayList<@Nullable String>();
            var decided = done.outcomes().iterator();
            for (var item : items) {
                ids.add(item.id());
                var refused = item.refused();
                outcomes.add((refused != null) ? new Outcome.Rejected(refused) : decided.next());
            }
            return new Step<>(done.events(), commands.size() > HANDFUL, BulkResults.answer(ids, outcomes, lines));
        });
    }

    private Item<S, E> item(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            return new Item<>(null, null, Rejection.invalid(List.of(new Invalid("", "must be an object"))));
        }
        var read = Fields.of(object);
        read.requiredText("id");
        var id = read.value("id", ProductId::new);
        var command = this.fields.read(read);
        var rejection = read.rejection();
        var text = (id != null) ? id.value() : null;
        return (rejection != null || id == null || command == null) ? new Item<>(text, null, rejection)
                : new Item<>(text, command.apply(id), null);
    }

    /** An item as it came: a command, or why it can't be one. */
    private record Item<S, E extends CatalogEvent>(@Nullable String id, @Nullable OfferCommand<S, E> command,
            @Nullable Rejection refused) {

        Item {
            if ((command == null) == (refused == null)) {
                throw new IllegalArgumentException("an item is a command, or refused");
            }
        }

    }

}
