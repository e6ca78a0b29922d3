package dev.aisle.kernel;

/**
 * A product's place in a leaf category.
 *
 * @param category the leaf
 * @param position the sort key in it; ties go by product id
 */
public record Placement(CategoryId category, int position) {

}
