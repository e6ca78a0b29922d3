package dev.aisle.sync.imports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.Window;
import dev.aisle.sync.imports.format.CategoryPath;
import dev.aisle.sync.imports.format.FeedReader;
import dev.aisle.sync.imports.format.FeedRecord.Row;
import dev.aisle.sync.imports.format.Finding;
import dev.aisle.sync.imports.format.Finding.Kind;
import dev.aisle.sync.imports.format.Finding.Severity;
import dev.aisle.sync.imports.format.SafeId;

/** Understands a feed's rows: what they say of their products, and what is wrong with them. */
final class FeedInterpreter {

    private static final Pattern MONEY = Pattern.compile("(\\S+?)\\s*([A-Za-z]{3})");

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

    private static final int MAX_TYPES = 5;

    private static final Window NO_WINDOW = Window.ALWAYS;

    private final Currency currency;

    private final List<String> attributes;

    FeedInterpreter(Currency currency, List<String> attributes) {
        this.currency = currency;
        this.attributes = attributes;
    }

    /**
     * What a row means.
     *
     * @param id the product, or null when that can't be told
     * @param product what the row says, or null when it is rejected
     * @param paths the most specific of the categories that it names
     * @param findings what is wrong with it
     */
    record Interpreted(@Nullable ProductId id, @Nullable FeedProduct product, List<CategoryPath> paths,
            List<Finding> findings) {

    }

    Interpreted interpret(Row row) {
        return new Reading(row).read();
    }

    /** One row being read. */
    private final class Reading {

        private final Row row;

        private final List<Finding> findings = new ArrayList<>(1);

        Reading(Row row) {
            this.row = row;
        }

        Interpreted read() {
            var feedId = this.row.first(FeedReader.ID);
            if (feedId == null) {
                found(FeedReader.ID, Kind.MISSING, "the row has no id: give every product one", "");
                return new Interpreted(null, null, List.of(), this.findings);
            }
            var id = new ProductId(SafeId.of(feedId));
            var paths = paths();
            var product = product(feedId, id);
            boolean rejected = this.findings.stream().anyMatch(f -> f.kind().severity() == Severity.ERROR);
            return new Interpreted(id, rejected ? null : product, paths, this.findings);
        }

        private FeedProduct product(String feedId, ProductId id) {
            var sale = money(FeedColumns.SALE_PRICE);
            var dates = (sale == null) ? NO_WINDOW : saleDates();
            return new FeedProduct(feedId.equals(id.value()) ? null : feedId, this.row.first(FeedColumns.TITLE),
                    this.row.first(FeedColumns.DESCRIPTION), this.row.first(FeedColumns.BRAND), gtin(),
                    this.row.first(FeedColumns.MPN), this.row.first(FeedColumns.IMAGE),
                    this.row.all(FeedColumns.MORE_IMAGES), attributes(), available(), quantity(),
                    money(FeedColumns.PRICE), sale, dates.from(), dates.until(), expires());
        }

        private List<CategoryPath> paths() {
            var named = new ArrayList<CategoryPath>(1);
            var values = this.row.all(FeedColumns.TYPE);
            if (values.size() > MAX_TYPES) {
                found(FeedColumns.TYPE, Kind.IGNORED,
                        "there are %d product types, the first %d count".formatted(values.size(), MAX_TYPES),
                        values.get(MAX_TYPES));
            }
            for (var value : values.subList(0, Math.min(MAX_TYPES, values.size()))) {
                var path = CategoryPath.parse(value);
                if (path.fault() != null) {
                    found(FeedColumns.TYPE, Kind.INVALID, path.fault(), value);
                } else {
                    named.add(path);
                }
            }
            return named.stream().filter(path -> named.stream().noneMatch(path::isAncestorOf)).distinct().toList();
        }

        private @Nullable Long money(String column) {
            var text = this.row.first(column);
            if (text == null) {
                return null;
            }
            var match = MONEY.matcher(text);
            if (!match.matches()) {
                found(column, Kind.INVALID, "not a price: write an amount and a currency, such as 15.00 USD", text);
                return null;
            }
            var named = match.group(2).toUpperCase(Locale.ROOT);
            if (!named.equals(FeedInterpreter.this.currency.getCurrencyCode())) {
                found(column, Kind.INVALID,
                        "the currency is %s, the catalog's is %s".formatted(named, FeedInterpreter.this.currency),
                        text);
                return null;
            }
            try {
                return Money.of(match.group(1), FeedInterpreter.this.currency).minorUnits();
            } catch (InvalidValueException ex) {
                found(column, Kind.INVALID, String.valueOf(ex.getMessage()), text);
                return null;
            }
        }

        private Window saleDates() {
            var text = this.row.first(FeedColumns.SALE_DATES);
            if (text == null) {
                return NO_WINDOW;
            }
            try {
                return SaleDates.interval(text);
            } catch (InvalidValueException ex) {
                found(FeedColumns.SALE_DATES, Kind.INVALID, String.valueOf(ex.getMessage()), text);
                return NO_WINDOW;
            }
        }

        private @Nullable Instant expires() {
            var text = this.row.first(FeedColumns.EXPIRES);
            if (text == null) {
                return null;
            }
            try {
                return new Window(null, SaleDates.end(text)).until();
            } catch (InvalidValueException ex) {
                found(FeedColumns.EXPIRES, Kind.INVALID, String.valueOf(ex.getMessage()), text);
                return null;
            }
        }

        private @Nullable Boolean available() {
            var text = this.row.first(FeedColumns.AVAILABILITY);
            if (text == null) {
                return null;
            }
            return switch (text.toLowerCase(Locale.ROOT).replace(' ', '_')) {
                case "in_stock" -> true;
                case "out_of_stock", "preorder", "backorder" -> false;
                default -> {
                    found(FeedColumns.AVAILABILITY, Kind.INVALID,
                            "not an availability: use in_stock, out_of_stock, preorder or backorder", text);
                    yield null;
                }
            };
        }

        private @Nullable Integer quantity() {
            var text = this.row.first(FeedColumns.QUANTITY);
            if (text == null) {
                return null;
            }
            if (!COUNT.matcher(text).matches()) {
                found(FeedColumns.QUANTITY, Kind.INVALID, "not a quantity: use a whole number, 0 or more", text);
                return null;
            }
            return Integer.valueOf(text);
        }

        /** Spaces and hyphens, as printed on packs, are no part of the number. */
        private @Nullable String gtin() {
            var text = this.row.first(FeedColumns.GTIN);
            return (text == null) ? null : text.replace(" ", "").replace("-", "");
        }

        private List<String> attributes() {
            Map<String, String> facts = new LinkedHashMap<>();
            for (var name : FeedInterpreter.this.attributes) {
                var value = this.row.first(name);
                if (value != null) {
                    facts.put(name, value);
                }
            }
            for (var detail : this.row.all(FeedColumns.DETAIL)) {
                var parts = detail.split(":", 3);
                if (parts.length < 3 || parts[1].isBlank() || parts[2].isBlank()) {
                    found(FeedColumns.DETAIL, Kind.IGNORED, "not a detail: write section:name:value", detail);
                } else {
                    facts.putIfAbsent(parts[1].strip(), parts[2].strip());
                }
            }
            var flat = new ArrayList<String>(facts.size() * 2);
            facts.forEach((name, value) -> {
                flat.add(name);
                flat.add(value);
            });
            return flat;
        }

        private void found(String column, Kind kind, String reason, String value) {
            this.findings.add(new Finding(this.row.row(), this.row.line(), column, kind, reason, value));
        }

    }

}
