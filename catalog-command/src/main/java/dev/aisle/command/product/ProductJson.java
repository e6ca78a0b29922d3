package dev.aisle.command.product;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import dev.aisle.command.Patch;
import dev.aisle.command.http.Fields;
import dev.aisle.command.http.Json;
import dev.aisle.command.http.MergePatch;
import dev.aisle.command.http.Resolved;
import dev.aisle.command.price.Price;
import dev.aisle.command.price.PriceJson;
import dev.aisle.command.product.ProductCommand.AttributesChange;
import dev.aisle.command.product.ProductCommand.PlacementsChange;
import dev.aisle.command.product.ProductCommand.PlacementsChange.WantedPlacement;
import dev.aisle.command.product.ProductCommand.SaveProduct;
import dev.aisle.command.stock.StockJson;
import dev.aisle.command.text.Limits;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.InvalidValueException;
import dev.aisle.kernel.ProductDetails.Attribute;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.Slug;

/** Products as JSON, in and out. */
final class ProductJson {

    private ProductJson() {}

    /** A product with its price and stock, which have versions of their own. */
    static ObjectNode write(Product product, long version, Assortment assortment) {
        var details = product.details();
        var json = Json.object();
        json.put("id", product.id().value());
        json.put("slug", product.slug().value());
        json.put("status", word(product.status()));
        json.put("name", details.name());
        json.put("brand", details.brand());
        json.put("description", details.description());
        json.put("sku", details.sku());
        json.put("gtin", details.gtin());
        json.put("mpn", details.mpn());
        var images = json.putArray("images");
        details.images().forEach(images::add);
        var attributes = json.putObject("attributes");
        details.attributes().forEach(attribute -> attributes.put(attribute.name(), attribute.value()));
        var window = json.putObject("saleWindow");
        PriceJson.write(window, product.sale());
        var placements = json.putArray("placements");
        product.placements()
                .forEach(placement -> placements.addObject()
                        .put("categoryId", placement.category().value())
                        .put("position", placement.position()));
        var price = assortment.price(product.id());
        PriceJson.write(json, (price != null) ? price : new Price(null, null, null));
        StockJson.write(json, assortment.stock(product.id()));
        json.put("createdAt", product.createdAt().toString());
        json.put("version", version);
        return json;
    }

    /** What a whole product means: its own fields are replaced; placements, price and stock only if they are there. */
    static SaveProduct put(ProductId id, byte[] body, Currency currency) {
        var fields = Fields.of(Json.object(body));
        var command = save(id, fields, true, true, currency);
        fields.finish();
        return command;
    }

    /** What a merge patch means for a product as it is. */
    static Resolved<ProductCommand> patch(Product product, long version, Assortment assortment, ObjectNode patch,
            Currency currency) {
        var fields = Fields.of(MergePatch.apply(write(product, version, assortment), patch));
        var command = save(product.id(), fields, false, patch.has("slug"), currency);
        var rejection = fields.rejection();
        return (rejection != null) ? new Resolved.Invalid<>(rejection) : new Resolved.Meaning<>(command);
    }

    /** What a list of placements means. */
    static SaveProduct placements(ProductId id, byte[] body) {
        var fields = Fields.of(Json.object(body));
        if (!fields.has("placements")) {
            fields.wrong("placements", "is missing: list all leaves that the product stands in");
        }
        var placements = placements(fields);
        fields.finish();
        return new SaveProduct(id, false, Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(),
                Patch.keep(), Patch.keep(), Patch.keep(), new AttributesChange.KeepAttributes(), Patch.keep(),
                Patch.keep(), placements, Patch.keep(), Patch.keep(), Patch.keep());
    }

    private static SaveProduct save(ProductId id, Fields fields, boolean mayCreate, boolean slugToo,
            Currency currency) {
        if (fields.has("id") && !id.equals(fields.value("id", ProductId::new))) {
            fields.wrong("id", "can't be changed: it must be '%s', as in the path".formatted(id));
        }
        fields.ignore("version");
        fields.ignore("createdAt");
        var slug = fields.value("slug", Slug::new);
        return new SaveProduct(id, mayCreate, slugToo ? slugPatch(slug, mayCreate) : Patch.keep(),
                Patch.put(fields.requiredText("name")), Patch.put(fields.text("brand")),
                Patch.put(fields.text("description")), Patch.put(fields.text("sku")), Patch.put(fields.text("gtin")),
                Patch.put(fields.text("mpn")), Patch.put(images(fields)),
                new AttributesChange.ReplaceAttributes(attributes(fields)),
                Patch.put(fields.value("status", ProductJson::status)),
                Patch.put(PriceJson.window(fields, "saleWindow")),
                fields.has("placements") || !mayCreate ? placements(fields) : new PlacementsChange.KeepPlacements(),
                StockJson.patch(fields, !mayCreate), PriceJson.regular(fields, currency, !mayCreate),
                PriceJson.sale(fields, currency, !mayCreate));
    }

    /** A product that is put without a slug keeps the one it has, so that a name may be corrected in peace. */
    private static Patch<Slug> slugPatch(@Nullable Slug slug, boolean put) {
        return (slug == null && put) ? Patch.keep() : Patch.put(slug);
    }

    private static List<String> images(Fields fields) {
        return fields.list("images", Limits.IMAGES, (list, index) -> list.requiredText(index));
    }

    private static List<Attribute> attributes(Fields fields) {
        var members = fields.object("attributes");
        if (members == null) {
            return List.of();
        }
        if (members.names().size() > Limits.ATTRIBUTES) {
            fields.wrong("attributes", "too many: %d, and at most %d are possible".formatted(members.names().size(),
                    Limits.ATTRIBUTES));
            return List.of();
        }
        var attributes = new ArrayList<Attribute>();
        members.names().forEach(name -> attributes.add(new Attribute(name, members.requiredText(name))));
        return attributes;
    }

    private static PlacementsChange placements(Fields fields) {
        return new PlacementsChange.ReplacePlacements(fields.list("placements", Limits.PLACEMENTS, (list, index) -> {
            var placement = list.object(index);
            if (placement == null) {
                list.wrong(index, "must be an object with a categoryId");
                return null;
            }
            placement.requiredText("categoryId");
            var category = placement.value("categoryId", CategoryId::new);
            var position = placement.integer("position");
            placement.close();
            return (category != null) ? new WantedPlacement(category, position) : null;
        }));
    }

    static ProductStatus status(String word) {
        return switch (word) {
            case "draft" -> ProductStatus.DRAFT;
            case "active" -> ProductStatus.ACTIVE;
            case "discontinued" -> ProductStatus.DISCONTINUED;
            default -> throw new InvalidValueException("must be draft, active or discontinued");
        };
    }

    static String word(ProductStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

}
