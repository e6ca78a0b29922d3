package dev.aisle.command.http;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.command.BulkCatalog.Outcome;
import dev.aisle.command.Rejection;
import dev.aisle.command.transaction.Answer;

/** Writes what became of many items. */
public final class BulkResults {

    private BulkResults() {}

    /**
     * Writes results in the shape in which the items came.
     * @param ids the items' ids, null where one had none
     * @param outcomes what became of each
     * @param lines whether they came as NDJSON
     * @return the answer
     */
    public static Answer answer(List<@Nullable String> ids, List<Outcome> outcomes, boolean lines) {
        var text = new StringBuilder(lines ? "" : "{\"results\":[");
        for (int i = 0; i < outcomes.size(); i++) {
            if (i > 0 && !lines) {
                text.append(',');
            }
            text.append(result(i, ids.get(i), outcomes.get(i)));
            if (lines) {
                text.append('\n');
            }
        }
        return Answer.results(lines ? BulkBody.NDJSON : "application/json", text.append(lines ? "" : "]}").toString());
    }

    private static ObjectNode result(int index, @Nullable String id, Outcome outcome) {
        var json = Json.object();
        json.put("index", index);
        json.put("id", id);
        switch (outcome) {
            case Outcome.Created _ -> json.put("outcome", "created");
            case Outcome.Updated _ -> json.put("outcome", "updated");
            case Outcome.Unchanged _ -> json.put("outcome", "unchanged");
            case Outcome.Superseded _ -> json.put("outcome", "superseded");
            case Outcome.Rejected(var rejection) -> {
                json.put("outcome", "rejected");
                json.set("problem", problem(rejection));
            }
        }
        return json;
    }

    private static ObjectNode problem(Rejection rejection) {
        var json = Json.object();
        json.put("type", rejection.type().uri().toString());
        json.put("title", rejection.type().title());
        json.put("status", rejection.type().status());
        json.put("detail", rejection.detail());
        if (!rejection.errors().isEmpty()) {
            var errors = json.putArray("errors");
            rejection.errors().forEach(e -> errors.addObject().put("pointer", e.pointer()).put("detail", e.detail()));
        }
        return json;
    }

}
