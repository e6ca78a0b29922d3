package dev.aisle.command.price;

import java.util.Currency;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.command.Patch;
import dev.aisle.command.http.Fields;
import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.Window;

/** Prices and windows as JSON, in and out. */
public final class PriceJson {

    private PriceJson() {}

    /**
     * Writes the members {@code price} and {@code salePrice}.
     * @param json the object that gets them
     * @param price the price
     */
    public static void write(ObjectNode json, Price price) {
        var regular = price.regular();
        if (regular != null) {
            write(json.putObject("price"), regular);
        } else {
            json.putNull("price");
        }
        var sale = price.sale();
        if (sale != null) {
            var member = json.putObject("salePrice");
            write(member, sale.price());
            write(member, sale.window());
        } else {
            json.putNull("salePrice");
        }
    }

    /**
     * Writes the members {@code from} and {@code until}.
     * @param json the object that gets them
     * @param window the window
     */
    public static void write(ObjectNode json, Window window) {
        var from = window.from();
        var until = window.until();
        json.put("from", (from != null) ? from.toString() : null);
        json.put("until", (until != null) ? until.toString() : null);
    }

    private static void write(ObjectNode json, Money money) {
        json.put("amount", money.amount());
        json.put("currency", money.currency().getCurrencyCode());
    }

    /**
     * Reads {@code price}: absent it is kept, null it is taken away.
     * @param fields the object that has it
     * @param currency the catalog's currency
     * @param always whether absent means null
     * @return what becomes of the price
     */
    public static Patch<Money> regular(Fields fields, Currency currency, boolean always) {
        if (!fields.has("price") && !always) {
            return Patch.keep();
        }
        var money = fields.object("price");
        if (money == null) {
            return Patch.put(null);
        }
        var read = money(money, currency);
        money.close();
        return Patch.put(read);
    }

    /**
     * Reads {@code salePrice}: absent it is kept, null it is taken away.
     * @param fields the object that has it
     * @param currency the catalog's currency
     * @param always whether absent means null
     * @return what becomes of the sale price
     */
    public static Patch<SalePrice> sale(Fields fields, Currency currency, boolean always) {
        if (!fields.has("salePrice") && !always) {
            return Patch.keep();
        }
        var sale = fields.object("salePrice");
        if (sale == null) {
            return Patch.put(null);
        }
        var money = money(sale, currency);
        var from = sale.instant("from");
        var until = sale.instant("until");
        sale.close();
        var window = fields.made("salePrice", () -> new Window(from, until));
        return Patch.put((money != null && window != null) ? new SalePrice(money, window) : null);
    }

    /**
     * Reads a window.
     * @param fields the object that has it
     * @param name the member
     * @return the window; the one that always holds when it is absent, null or wrong
     */
    public static Window window(Fields fields, String name) {
        var window = fields.object(name);
        if (window == null) {
            return Window.ALWAYS;
        }
        var from = window.instant("from");
        var until = window.instant("until");
        window.close();
        var read = fields.made(name, () -> new Window(from, until));
        return (read != null) ? read : Window.ALWAYS;
    }

    private static @Nullable Money money(Fields fields, Currency currency) {
        fields.requiredText("amount");
        var code = fields.requiredText("currency");
        if (!code.isEmpty() && !code.equals(currency.getCurrencyCode())) {
            fields.wrong("currency", "is not this catalog's: use %s".formatted(currency));
            return null;
        }
        return fields.value("amount", text -> {
            if (text.isEmpty()) {
                throw new InvalidValueException("must not be empty");
            }
            return Money.of(text, currency);
        });
    }

}
