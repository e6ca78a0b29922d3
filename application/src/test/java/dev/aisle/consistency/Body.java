package dev.aisle.consistency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.consistency.Facet.Kind;
import dev.aisle.consistency.Shown.Count;
import dev.aisle.consistency.Shown.Page;
import dev.aisle.consistency.Shown.Sight;

/** Finds the versions in the storefront's bodies, and how they are written there. */
final class Body {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Pattern VERSION = Pattern.compile("\\w+ v([0-9]{1,9})");

    private static final Pattern LISTING = Pattern
            .compile("/v1/categories/([a-z]+)/products\\?first=([0-9]+)(&sort=price)?(&after=.*)?");

    private final List<Sight> sights = new ArrayList<>();
    private final List<Count> counts = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();

    private Body() {}

    /** What is written of a product's name in one version. */
    static String product(int version) {
        return "\"name\": \"Product v%1$d\", \"brand\": \"Brand v%1$d\", \"description\": \"About v%1$d\""
                .formatted(version);
    }

    static String price(int version) {
        return "\"price\": {\"amount\": \"%d.00\", \"currency\": \"USD\"}".formatted(version);
    }

    static String quantity(int version) {
        return "\"quantity\": " + ((version % 2 == 0) ? 0 : 5);
    }

    static String category(int version) {
        return "\"name\": \"Category v%d\"".formatted(version);
    }

    /**
     * Reads a body.
     * @param path what was asked for
     * @param text the body
     * @param after the product that the page begins after, or null
     */
    static Shown shown(String path, String text, @Nullable String after) {
        var body = new Body();
        Page page = null;
        try {
            page = body.read(path, JSON.readTree(text), after);
        } catch (JacksonException | NumberFormatException ex) {
            body.flaws.add("isn't a whole body: " + text);
        }
        return new Shown(List.copyOf(body.sights), List.copyOf(body.counts), page, List.copyOf(body.flaws));
    }

    /** The cursor by which a page goes on. */
    static Optional<String> cursor(String text) {
        var page = JSON.readTree(text).path("pageInfo");
        return page.path("hasNextPage").asBoolean(false) ? Optional.of(page.path("endCursor").asString())
                : Optional.empty();
    }

    private @Nullable Page read(String path, JsonNode body, @Nullable String after) {
        var listing = LISTING.matcher(path);
        if (listing.matches()) {
            body.path("products").forEach(card -> card(card, true));
            this.counts.add(new Count(listing.group(1), body.path("totalCount").asLong(-1)));
            return new Page(listing.group(1), listing.group(3) == null, Integer.parseInt(listing.group(2)), after,
                    ids(body), body.path("pageInfo").path("hasNextPage").asBoolean(false));
        }
        if (path.startsWith("/v1/products?ids=")) {
            body.path("products").forEach(card -> card(card, false));
            var asked = List.of(path.substring(path.indexOf('=') + 1).split(",", -1));
            if (!ids(body).equals(asked)) {
                this.flaws.add("shows %s where %s were asked for".formatted(ids(body), asked));
            }
        } else if (path.startsWith("/v1/products/")) {
            detail(body);
        } else if (path.equals("/v1/categories")) {
            if (body.path("categories").isEmpty()) {
                this.flaws.add("shows an empty catalog");
            }
            body.path("categories").forEach(this::node);
        } else {
            node(body);
            body.path("breadcrumbs").forEach(this::categoryName);
        }
        return null;
    }

    private static List<String> ids(JsonNode body) {
        var ids = new ArrayList<String>();
        body.path("products").forEach(card -> ids.add(card.path("id").asString()));
        return ids;
    }

    private void card(JsonNode card, boolean listed) {
        var id = card.path("id").asString();
        int version = version(card.path("name"));
        if (version(card.path("brand")) != version) {
            this.flaws.add("is torn: %s with %s".formatted(card.path("name"), card.path("brand")));
        }
        this.sights.add(new Sight(new Facet(Kind.NAME, id), version));
        var amount = card.path("price").path("amount").asString("");
        this.sights.add(new Sight(new Facet(Kind.PRICE, id),
                amount.endsWith(".00") ? Integer.parseInt(amount.substring(0, amount.length() - 3)) : -1));
        boolean inStock = card.path("availability").asString("").equals("in_stock");
        this.sights.add(new Sight(new Facet(Kind.STOCK, id), inStock ? 1 : 0));
        if (listed && !inStock) {
            this.flaws.add("lists %s, which it says is sold out".formatted(id));
        }
    }

    private void detail(JsonNode product) {
        card(product, false);
        if (version(product.path("description")) != version(product.path("name"))) {
            this.flaws.add("is torn: %s with %s".formatted(product.path("name"), product.path("description")));
        }
        if (product.path("categories").isEmpty()) {
            this.flaws.add("is in no category");
        }
        product.path("categories").forEach(category -> {
            categoryName(category);
            category.path("breadcrumbs").forEach(this::categoryName);
        });
    }

    private void node(JsonNode category) {
        categoryName(category);
        this.counts.add(new Count(category.path("id").asString(), category.path("productCount").asLong(-1)));
        category.path("children").forEach(this::node);
    }

    private void categoryName(JsonNode category) {
        this.sights.add(new Sight(new Facet(Kind.CATEGORY, category.path("id").asString()),
                version(category.path("name"))));
    }

    private static int version(JsonNode text) {
        var match = VERSION.matcher(text.asString(""));
        return match.matches() ? Integer.parseInt(match.group(1)) : -1;
    }
}
