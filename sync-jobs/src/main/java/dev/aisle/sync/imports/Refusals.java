package dev.aisle.sync.imports;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.aisle.command.Rejection;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.sync.imports.format.FeedReader;

/** Says in the words of a file why the catalog refused something. */
final class Refusals {

    private static final Map<String, String> COLUMNS = Map.ofEntries(Map.entry("id", FeedReader.ID),
            Map.entry("name", FeedColumns.TITLE), Map.entry("brand", FeedColumns.BRAND),
            Map.entry("description", FeedColumns.DESCRIPTION), Map.entry("gtin", FeedColumns.GTIN),
            Map.entry("mpn", FeedColumns.MPN), Map.entry("sku", FeedReader.ID),
            Map.entry("attributes", FeedColumns.DETAIL), Map.entry("price", FeedColumns.PRICE),
            Map.entry("salePrice", FeedColumns.SALE_PRICE), Map.entry("sale", FeedColumns.SALE_PRICE),
            Map.entry("saleWindow", FeedColumns.EXPIRES), Map.entry("stock", FeedColumns.AVAILABILITY),
            Map.entry("place", FeedColumns.TYPE), Map.entry("placements", FeedColumns.TYPE));

    private Refusals() {}

    static String reason(Rejection refusal) {
        if (refusal.errors().isEmpty()) {
            return refusal.detail();
        }
        return refusal.errors().stream().map(e -> e.pointer() + ": " + e.detail()).collect(Collectors.joining("; "));
    }

    /** The columns that a refusal is about; empty when it isn't about values. */
    static Set<String> columns(Rejection refusal) {
        return refusal.errors().stream().map(Refusals::column).collect(Collectors.toCollection(TreeSet::new));
    }

    static String reason(Rejection refusal, String column) {
        return refusal.errors()
                .stream()
                .filter(e -> column(e).equals(column))
                .map(Invalid::detail)
                .collect(Collectors.joining("; "));
    }

    private static String column(Invalid error) {
        var steps = List.of(error.pointer().split("/", -1));
        var member = steps.size() > 1 ? steps.get(1) : "";
        if (member.equals("images")) {
            return steps.size() > 2 && steps.get(2).equals("0") ? FeedColumns.IMAGE : FeedColumns.MORE_IMAGES;
        }
        return COLUMNS.getOrDefault(member, member);
    }

}
