package dev.aisle.query.document;

import java.util.List;
import java.util.Map;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The shapes of the storefront's bodies. Every member is always there; what is missing is null. */
public final class Storefront {

    private Storefront() {}

    /**
     * The displayed tree.
     *
     * @param categories the roots, in tree order
     */
    @Schema(name = "Tree")
    public record Tree(List<Node> categories) {}

    /**
     * A category in the tree.
     *
     * @param id its id
     * @param slug its slug among its siblings
     * @param name its name
     * @param imageUrl a picture
     * @param productCount how many products its listing holds
     * @param children the displayed categories below it, in tree order; none below the depth asked for
     */
    @Schema(name = "Node")
    public record Node(String id, String slug, String name, @Nullable String imageUrl, int productCount,
            List<Node> children) {}

    /**
     * A category.
     *
     * @param id its id
     * @param slug its slug among its siblings
     * @param path the slugs from the root to itself, joined by slashes
     * @param name its name
     * @param description a longer text
     * @param imageUrl a picture
     * @param productCount how many products its listing holds
     * @param breadcrumbs the categories above it, from the root
     * @param children the displayed categories below it, in tree order
     */
    @Schema(name = "Category")
    public record Category(String id, String slug, String path, String name, @Nullable String description,
            @Nullable String imageUrl, int productCount, List<Crumb> breadcrumbs, List<Child> children) {}

    /**
     * A mention of a category.
     *
     * @param id its id
     * @param slug its slug among its siblings
     * @param name its name
     */
    @Schema(name = "Crumb")
    public record Crumb(String id, String slug, String name) {}

    /**
     * A category below another.
     *
     * @param id its id
     * @param slug its slug among its siblings
     * @param name its name
     * @param imageUrl a picture
     * @param productCount how many products its listing holds
     */
    @Schema(name = "Child")
    public record Child(String id, String slug, String name, @Nullable String imageUrl, int productCount) {}

    /**
     * A page of a listing.
     *
     * @param products the products, in the order asked for
     * @param totalCount how many the whole listing holds
     * @param pageInfo where to go on
     */
    @Schema(name = "Listing")
    public record Listing(List<Card> products, int totalCount, PageInfo pageInfo) {}

    /**
     * Where to go on.
     *
     * @param endCursor what to pass as {@code after} for the next page; null on an empty page
     * @param hasNextPage whether more follow
     */
    @Schema(name = "PageInfo")
    public record PageInfo(@Nullable String endCursor, boolean hasNextPage) {}

    /**
     * Products by their ids.
     *
     * @param products those found, in the order asked for
     * @param missing the other ids
     */
    @Schema(name = "Cards")
    public record Cards(List<Card> products, List<String> missing) {}

    /**
     * What lists show of a product.
     *
     * @param id its id
     * @param slug its slug
     * @param name its name
     * @param brand its brand
     * @param imageUrl its first picture
     * @param price the regular price
     * @param salePrice the price while a sale lasts
     * @param availability whether it can be bought
     */
    @Schema(name = "Card")
    public record Card(String id, String slug, String name, @Nullable String brand, @Nullable String imageUrl,
            @Nullable Money price, @Nullable Money salePrice,
            @Schema(allowableValues = {"in_stock", "out_of_stock"}) String availability) {}

    /**
     * An amount of money.
     *
     * @param amount digits with the currency's decimals, such as 12.90
     * @param currency an ISO 4217 code
     */
    @Schema(name = "Money")
    public record Money(String amount, String currency) {}

    /**
     * A product.
     *
     * @param id its id
     * @param slug its slug
     * @param name its name
     * @param brand its brand
     * @param imageUrl its first picture
     * @param price the regular price
     * @param salePrice the price while a sale lasts
     * @param availability whether it can be bought
     * @param sku the merchant's number
     * @param description a longer text
     * @param images all pictures
     * @param attributes further facts, in the order in which they are shown
     * @param gtin the trade item number
     * @param mpn the maker's number
     * @param categories the visible leaves that it stands in, ordered by id
     */
    @Schema(name = "Product")
    public record Product(String id, String slug, String name, @Nullable String brand, @Nullable String imageUrl,
            @Nullable Money price, @Nullable Money salePrice,
            @Schema(allowableValues = {"in_stock", "out_of_stock"}) String availability, @Nullable String sku,
            @Nullable String description, List<String> images, Map<String, String> attributes, @Nullable String gtin,
            @Nullable String mpn, List<Leaf> categories) {}

    /**
     * A leaf that a product stands in.
     *
     * @param id its id
     * @param slug its slug among its siblings
     * @param name its name
     * @param breadcrumbs the displayed categories above it, from the root
     */
    @Schema(name = "Leaf")
    public record Leaf(String id, String slug, String name, List<Crumb> breadcrumbs) {}
}
