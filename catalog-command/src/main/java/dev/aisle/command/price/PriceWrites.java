package dev.aisle.command.price;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.Rejection;
import dev.aisle.command.stream.Decision;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.command.transaction.CommandTransactions.Attempt;
import dev.aisle.kernel.PriceEvent;
import dev.aisle.kernel.ProblemType;

/** Sets prices within a transaction, all at once; what is so already takes no lock. */
@Component
class PriceWrites {

    /** Up to so many items count as single edits, which overtake bulk. */
    static final int HANDFUL = 100;

    private final Prices prices;

    PriceWrites(Prices prices) {
        this.prices = prices;
    }

    Done perform(List<SetPrice> commands, Attempt attempt) {
        var ids = commands.stream().map(SetPrice::product).distinct().toList();
        if (attempt.locksFirst()) {
            this.prices.lock(ids);
        }
        var loaded = this.prices.load(ids);
        var priced = loaded.prices();
        var events = new ArrayList<NewEvent>();
        var outcomes = new ArrayList<Outcome>();
        for (var command : commands) {
            var id = command.product();
            if (!loaded.products().contains(id)) {
                outcomes.add(new Outcome.Rejected(
                        Rejection.of(ProblemType.NOT_FOUND, "There is no product '%s'.".formatted(id))));
                continue;
            }
            var now = priced.get(id);
            var decision = decide(now.state(), command);
            outcomes.add(switch (decision) {
                case Decision.Accepted<PriceEvent>(var happened) -> {
                    for (var event : happened) {
                        priced.put(id, priced.get(id).next(Price.evolve(priced.get(id).state(), event)));
                        events.add(new NewEvent(priced.get(id).version(), event));
                    }
                    yield happened.isEmpty() ? new Outcome.Unchanged()
                            : now.exists() ? new Outcome.Updated() : new Outcome.Created();
                }
                case Decision.Superseded<PriceEvent> _ -> new Outcome.Superseded();
                case Decision.Rejected<PriceEvent>(var rejection) -> new Outcome.Rejected(rejection);
            });
        }
        var updated = priced.updated();
        if (!attempt.locksFirst() && updated.size() > 1) {
            this.prices.lock(updated.stream().map(row -> row.key()).toList());
        }
        this.prices.write(priced);
        return new Done(events, outcomes);
    }

    private static Decision<PriceEvent> decide(@Nullable Price now, SetPrice command) {
        return Price.set(now, command.product(), command.regular().applyTo((now != null) ? now.regular() : null),
                command.sale().applyTo((now != null) ? now.sale() : null), command.sourceVersion());
    }

    /** What all the commands have done. */
    record Done(List<NewEvent> events, List<Outcome> outcomes) {

    }

}
