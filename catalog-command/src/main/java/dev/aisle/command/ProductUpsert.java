package dev.aisle.command;

import java.util.List;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductDetails.Attribute;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.StockLevel;
import dev.aisle.kernel.Window;

/**
 * A product as another system knows it: made if it doesn't exist (status {@code active}
 * unless said, a slug of its name), else changed where the patches say so. Touches the
 * product's, the stock's and the price's stream in one transaction.
 *
 * @param id its id
 * @param name its name; needed to create it
 * @param brand its brand
 * @param description its description
 * @param sku the merchant's own number
 * @param gtin the trade item number
 * @param mpn the maker's number
 * @param images URLs of its pictures
 * @param attributes all its attributes
 * @param status its status
 * @param saleWindow when it may be sold; {@code Clear} is always
 * @param stock its stock; {@code Clear} counts as untracked and not available
 * @param price its regular price
 * @param sale its reduced price and when that holds
 * @param unplace leaves that it leaves, if it stands there
 * @param place leaves that it comes to stand in, at the end, unless it stands there
 */
public record ProductUpsert(ProductId id, Patch<String> name, Patch<String> brand, Patch<String> description,
        Patch<String> sku, Patch<String> gtin, Patch<String> mpn, Patch<List<String>> images,
        Patch<List<Attribute>> attributes, Patch<ProductStatus> status, Patch<Window> saleWindow,
        Patch<StockLevel> stock,
        Patch<Money> price, Patch<SalePrice> sale, List<CategoryId> unplace, List<CategoryId> place) {

    /** Copies the lists. */
    public ProductUpsert {
        unplace = List.copyOf(unplace);
        place = List.copyOf(place);
    }

    /**
     * Only changes a product's status.
     * @param id the product
     * @param status its status from now on
     * @return an upsert that keeps all else
     */
    public static ProductUpsert status(ProductId id, ProductStatus status) {
        return new ProductUpsert(id, Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(),
                Patch.keep(), Patch.keep(), Patch.put(status), Patch.keep(), Patch.keep(), Patch.keep(), Patch.keep(),
                List.of(), List.of());
    }

}
