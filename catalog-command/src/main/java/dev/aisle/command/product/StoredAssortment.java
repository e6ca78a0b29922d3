package dev.aisle.command.product;

import java.util.Collection;

import org.springframework.stereotype.Component;

import dev.aisle.kernel.ProductId;

/** Products, stock and prices as they are stored, for those who only look. */
@Component
public class StoredAssortment {

    private final Products products;

    StoredAssortment(Products products) {
        this.products = products;
    }

    /**
     * Loads products with their stock and prices.
     * @param ids which; unknown ones come as streams without a thing
     * @return what is stored, and nothing of what surrounds it
     */
    public Assortment load(Collection<ProductId> ids) {
        return this.products.load(ids);
    }

}
