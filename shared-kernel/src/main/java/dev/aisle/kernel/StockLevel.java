package dev.aisle.kernel;

/** How much of a product there is: counted, or only known to be there or not. */
public sealed interface StockLevel {

    /**
     * Tells whether this allows selling.
     * @return whether some is there
     */
    boolean inStock();

    /**
     * A counted quantity.
     *
     * @param quantity pieces, 0 or more
     */
    record Tracked(int quantity) implements StockLevel {

        /**
         * @throws InvalidValueException if the quantity is negative
         */
        public Tracked {
            if (quantity < 0) {
                throw new InvalidValueException("the quantity %d is negative: use 0 or more".formatted(quantity));
            }
        }

        @Override
        public boolean inStock() {
            return this.quantity > 0;
        }
    }

    /**
     * Not counted.
     *
     * @param available whether it can be had
     */
    record Untracked(boolean available) implements StockLevel {

        @Override
        public boolean inStock() {
            return this.available;
        }
    }

}
