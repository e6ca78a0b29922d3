package dev.aisle.command.stock;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.command.Patch;
import dev.aisle.command.http.Fields;
import dev.aisle.kernel.StockLevel;

/** Stock as JSON, in and out: {@code {"quantity": 5}} is counted, {@code {"available": true}} is not. */
public final class StockJson {

    private StockJson() {}

    /**
     * Writes the member {@code stock}.
     * @param json the object that gets it
     * @param stock the stock, or null
     */
    public static void write(ObjectNode json, @Nullable Stock stock) {
        if (stock == null) {
            json.putNull("stock");
            return;
        }
        switch (stock.level()) {
            case StockLevel.Tracked(int quantity) -> json.putObject("stock").put("quantity", quantity);
            case StockLevel.Untracked(boolean available) -> json.putObject("stock").put("available", available);
        }
    }

    /**
     * Reads {@code stock}: absent it is kept, null it is untracked and not available.
     * @param fields the object that has it
     * @param always whether absent means null
     * @return what becomes of the stock
     */
    public static Patch<StockLevel> patch(Fields fields, boolean always) {
        if (!fields.has("stock") && !always) {
            return Patch.keep();
        }
        var stock = fields.object("stock");
        if (stock == null) {
            return Patch.put(null);
        }
        var level = level(stock);
        stock.close();
        return Patch.put(level);
    }

    /**
     * Reads the members {@code quantity} and {@code available}, of which one has to be there.
     * @param fields the object that has them
     * @return the level, or null when they are wrong
     */
    static @Nullable StockLevel level(Fields fields) {
        var quantity = fields.integer("quantity");
        var available = fields.bool("available");
        if (quantity != null && available != null) {
            fields.wrong("available", "doesn't go with a quantity: leave one away, or set it to null");
            return null;
        }
        if (quantity != null) {
            return fields.made("quantity", () -> new StockLevel.Tracked(quantity));
        }
        if (available != null) {
            return new StockLevel.Untracked(available);
        }
        if (!fields.hasErrors()) {
            fields.wrong("quantity", "is missing: give a quantity, or whether some is available");
        }
        return null;
    }

}
