package dev.aisle.command.offer;

import java.util.ArrayList;
import java.util.List;

import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.Rejection;
import dev.aisle.command.offer.OfferCommand.Evolution;
import dev.aisle.command.stream.Decision;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.command.stream.WorkingSet;
import dev.aisle.command.transaction.CommandTransactions.Attempt;
import dev.aisle.kernel.CatalogEvent;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductId;

/**
 * Sets offers within a transaction, all at once; what is so already takes no lock.
 *
 * @param <S> what a stream tells
 * @param <E> what happens to it
 */
final class OfferWrites<S, E extends CatalogEvent> {

    private final Offers<S> offers;

    private final Evolution<S, E> evolution;

    OfferWrites(Offers<S> offers, Evolution<S, E> evolution) {
        this.offers = offers;
        this.evolution = evolution;
    }

    Done perform(List<OfferCommand<S, E>> commands, Attempt attempt) {
        var ids = commands.stream().map(OfferCommand::product).distinct().toList();
        if (attempt.locksFirst()) {
            this.offers.lock(ids);
        }
        var loaded = this.offers.load(ids);
        var streams = loaded.streams();
        var done = new Done(new ArrayList<>(), new ArrayList<>());
        for (var command : commands) {
            done.outcomes().add(loaded.products().contains(command.product())
                    ? perform(command, streams, done.events())
                    : new Outcome.Rejected(Rejection.of(ProblemType.NOT_FOUND,
                            "There is no product '%s'.".formatted(command.product()))));
        }
        var updated = streams.updated();
        if (!attempt.locksFirst() && updated.size() > 1) {
            this.offers.lock(updated.stream().map(row -> row.key()).toList());
        }
        this.offers.write(streams);
        return done;
    }

    private Outcome perform(OfferCommand<S, E> command, WorkingSet<ProductId, S> streams, List<NewEvent> events) {
        var now = streams.get(command.product());
        return switch (command.decide(now.state())) {
            case Decision.Accepted<E>(var happened) -> {
                var next = now;
                for (var event : happened) {
                    next = next.next(this.evolution.after(next.state(), event));
                    streams.put(command.product(), next);
                    events.add(new NewEvent(next.version(), event));
                }
                yield happened.isEmpty() ? new Outcome.Unchanged()
                        : now.exists() ? new Outcome.Updated() : new Outcome.Created();
            }
            case Decision.Superseded<E> _ -> new Outcome.Superseded();
            case Decision.Rejected<E>(var rejection) -> new Outcome.Rejected(rejection);
        };
    }

    /** What all the commands have done, and what became of each. */
    record Done(List<NewEvent> events, List<Outcome> outcomes) {

    }

}
