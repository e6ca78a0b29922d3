package dev.aisle.sync.imports;

import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.aisle.sync.imports.FeedInterpreter.Interpreted;
import dev.aisle.sync.imports.format.CategoryPath;
import dev.aisle.sync.imports.format.FeedRecord.Row;
import dev.aisle.sync.imports.format.Finding;
import dev.aisle.sync.imports.format.Finding.Kind;

import static org.assertj.core.api.Assertions.assertThat;

class FeedInterpreterTests {

    private final FeedInterpreter interpreter = new FeedInterpreter(Currency.getInstance("USD"),
            List.of("color", "size"));

    @Test
    void readsAllThatARowSays() {
        var read = interpret(Map.ofEntries(Map.entry("id", "A 1"), Map.entry("title", "Tea"),
                Map.entry("price", "15.00 USD"), Map.entry("sale_price", "12.5 usd"),
                Map.entry("sale_price_effective_date", "2026-11-20T09:00+0100/2026-11-27"),
                Map.entry("availability", "In Stock"), Map.entry("quantity", "7"), Map.entry("gtin", "0-4133 3424019"),
                Map.entry("color", "green"), Map.entry("product_detail", "General:origin:Uji: Japan"),
                Map.entry("expiration_date", "2026-12-31")));

        assertThat(read.findings()).isEmpty();
        assertThat(String.valueOf(read.id())).startsWith("A-1-");
        var product = read.product();
        assertThat(product).isNotNull();
        assertThat(product.sku()).isEqualTo("A 1");
        assertThat(product.price()).isEqualTo(1500);
        assertThat(product.salePrice()).isEqualTo(1250);
        assertThat(product.saleFrom()).isEqualTo(Instant.parse("2026-11-20T08:00:00Z"));
        assertThat(product.saleUntil()).isEqualTo(Instant.parse("2026-11-28T00:00:00Z"));
        assertThat(product.expires()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(product.available()).isTrue();
        assertThat(product.quantity()).isEqualTo(7);
        assertThat(product.gtin()).isEqualTo("041333424019");
        assertThat(product.attributes()).containsExactly("color", "green", "origin", "Uji: Japan");
    }

    @Test
    void keepsOnlyTheMostSpecificPaths() {
        var values = new HashMap<>(valid());
        values.put("product_type", List.of("A", "A > B", "C", "A > B > D", "C"));
        var read = this.interpreter.interpret(new Row(1, 2, values));

        assertThat(read.paths()).extracting(CategoryPath::toString).containsExactly("C", "A > B > D");
    }

    @Test
    void countsFiveTypesAndSaysSo() {
        var values = new HashMap<>(valid());
        values.put("product_type", List.of("A", "B", "C", "D", "E", "F"));
        var read = this.interpreter.interpret(new Row(1, 2, values));

        assertThat(read.paths()).hasSize(5);
        assertThat(read.product()).isNotNull();
        assertThat(read.findings()).extracting(Finding::kind).containsExactly(Kind.IGNORED);
    }

    @Test
    void rejectsRowsWithWrongValuesAndNamesTheColumn() {
        for (var wrong : List.of(Map.entry("price", "15.00 EUR"), Map.entry("price", "15.00"),
                Map.entry("price", "15,00 USD"), Map.entry("price", "-1 USD"), Map.entry("price", "1.005 USD"),
                Map.entry("price", "9".repeat(30) + " USD"), Map.entry("availability", "perhaps"),
                Map.entry("quantity", "-3"), Map.entry("quantity", "3.5"), Map.entry("product_type", "A >  > B"),
                Map.entry("expiration_date", "tomorrow"))) {
            var values = new HashMap<>(valid());
            values.put(wrong.getKey(), List.of(wrong.getValue()));
            var read = this.interpreter.interpret(new Row(1, 2, values));

            assertThat(read.product()).as(wrong.toString()).isNull();
            assertThat(read.id()).isNotNull();
            assertThat(read.findings()).singleElement().satisfies(f -> {
                assertThat(f.column()).isEqualTo(wrong.getKey());
                assertThat(f.line()).isEqualTo(2);
            });
        }
        assertThat(interpret(Map.of("id", "1", "sale_price", "1 USD", "sale_price_effective_date", "2026-01-02"))
                .findings()).extracting(Finding::column).containsExactly("sale_price_effective_date");
        assertThat(interpret(Map.of("id", "1", "sale_price", "1 USD", "sale_price_effective_date",
                "2026-02-01T00:00Z/2026-01-01T00:00Z")).findings()).hasSize(1);
        assertThat(interpret(Map.of("title", "no id")).findings()).extracting(Finding::kind)
                .containsExactly(Kind.MISSING);
    }

    @Test
    void knowsTheOlderSpellingOfAvailability() {
        assertThat(interpret(Map.of("id", "1", "availability", "out of stock")).product().available()).isFalse();
        assertThat(interpret(Map.of("id", "1", "availability", "in stock")).product().available()).isTrue();
        assertThat(interpret(Map.of("id", "1", "availability", "preorder")).product().available()).isFalse();
        assertThat(interpret(Map.of("id", "1", "availability", "backorder")).product().available()).isFalse();
    }

    private static Map<String, List<String>> valid() {
        return Map.of("id", List.of("1"), "title", List.of("Tea"));
    }

    private Interpreted interpret(Map<String, String> values) {
        var row = new HashMap<String, List<String>>();
        values.forEach((name, value) -> row.put(name, List.of(value)));
        return this.interpreter.interpret(new Row(1, 2, row));
    }

}
