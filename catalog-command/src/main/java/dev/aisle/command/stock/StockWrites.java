package dev.aisle.command.stock;

import java.util.ArrayList;
import java.util.List;

import org.springframework.stereotype.Component;

import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.Rejection;
import dev.aisle.command.stream.Decision;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.command.transaction.CommandTransactions.Attempt;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.StockEvent;

/** Sets stock levels within a transaction, all at once; what is so already takes no lock. */
@Component
class StockWrites {

    /** Up to so many items count as single edits, which overtake bulk. */
    static final int HANDFUL = 100;

    private final StockLevels stockLevels;

    StockWrites(StockLevels stockLevels) {
        this.stockLevels = stockLevels;
    }

    Done perform(List<SetStock> commands, Attempt attempt) {
        var ids = commands.stream().map(SetStock::product).distinct().toList();
        if (attempt.locksFirst()) {
            this.stockLevels.lock(ids);
        }
        var loaded = this.stockLevels.load(ids);
        var stocks = loaded.stocks();
        var events = new ArrayList<NewEvent>();
        var outcomes = new ArrayList<Outcome>();
        for (var command : commands) {
            var id = command.product();
            if (!loaded.products().contains(id)) {
                outcomes.add(new Outcome.Rejected(
                        Rejection.of(ProblemType.NOT_FOUND, "There is no product '%s'.".formatted(id))));
                continue;
            }
            var now = stocks.get(id);
            var decision = Stock.set(now.state(), id, command.level(), command.sourceVersion());
            outcomes.add(switch (decision) {
                case Decision.Accepted<StockEvent>(var happened) -> {
                    for (var event : happened) {
                        stocks.put(id, stocks.get(id).next(Stock.evolve(stocks.get(id).state(), event)));
                        events.add(new NewEvent(stocks.get(id).version(), event));
                    }
                    yield happened.isEmpty() ? new Outcome.Unchanged()
                            : now.exists() ? new Outcome.Updated() : new Outcome.Created();
                }
                case Decision.Superseded<StockEvent> _ -> new Outcome.Superseded();
                case Decision.Rejected<StockEvent>(var rejection) -> new Outcome.Rejected(rejection);
            });
        }
        var updated = stocks.updated();
        if (!attempt.locksFirst() && updated.size() > 1) {
            this.stockLevels.lock(updated.stream().map(row -> row.key()).toList());
        }
        this.stockLevels.write(stocks);
        return new Done(events, outcomes);
    }

    /** What all the commands have done. */
    record Done(List<NewEvent> events, List<Outcome> outcomes) {

    }

}
