package dev.aisle.oracle;

import java.sql.SQLException;
import java.util.Map;

/** Bugs that the projector, the journal's readers and the publisher could have. Histories must find each. */
enum PlantedFault {

    /** Edits of stock are overlooked now and then. */
    STOCK_KEYS_ARE_DROPPED(1, planting -> planting.viewTells("published_journal", Map.of(),
            "NOT (o.stream_type = 'stock' AND o.position % 2 = 0)")),

    /** A category that is hidden doesn't make its key dirty. */
    HIDING_IS_OVERLOOKED(3,
            planting -> planting.viewTells("published_journal", Map.of(), "o.type <> 'category-hidden'")),

    /** A deleted product stays. */
    DELETION_IS_OVERLOOKED(
            planting -> planting.viewTells("published_journal", Map.of(), "o.type <> 'product-deleted'")),

    /** A category that moves takes its products along in the tree only by chance. */
    MOVES_ARE_OVERLOOKED(planting -> planting.viewTells("published_journal", Map.of(), "o.type <> 'category-moved'")),

    /** A hidden root doesn't hide what is below it. */
    ROOTS_CANNOT_BE_HIDDEN(3, planting -> planting.viewTells("published_category",
            Map.of("hidden", "o.hidden AND o.parent_id IS NOT NULL"), "true")),

    /** Nobody notices that a category may be displayed from now on. */
    OPENING_CATEGORIES_ARE_MISSED(8, planting -> planting.viewTells("published_boundary", Map.of(),
            """
                    NOT EXISTS (SELECT FROM command.category c WHERE o.kind = 'category' AND c.id = o.key AND c.display_from = o.at)
                    """)),

    /** Nobody notices that a category may be displayed no more. */
    CLOSING_CATEGORIES_ARE_MISSED(30, planting -> planting.viewTells("published_boundary", Map.of(),
            """
                    NOT EXISTS (SELECT FROM command.category c WHERE o.kind = 'category' AND c.id = o.key AND c.display_until = o.at)
                    """)),

    /** Nobody notices that a product may be sold no more. */
    ENDING_SALES_ARE_MISSED(2, planting -> planting.viewTells("published_boundary", Map.of(), """
            NOT EXISTS (SELECT FROM command.product p WHERE o.kind = 'product' AND p.id = o.key AND p.sale_until = o.at)
            """)),

    /** Nobody notices that a reduced price begins or ends. */
    REDUCTIONS_ARE_MISSED(1, planting -> planting.viewTells("published_boundary", Map.of(), """
            NOT EXISTS (SELECT FROM command.price p
                         WHERE o.kind = 'product' AND p.product_id = o.key AND o.at IN (p.sale_from, p.sale_until))
            """)),

    /** Windows are noticed a moment too late. */
    BOUNDARIES_ARE_LATE(1, planting -> planting.viewTells("published_boundary",
            Map.of("at", "o.at + interval '2 microseconds'"), "true")),

    /** A reduced price is never taken back. */
    REDUCTIONS_LAST_FOREVER(2, planting -> planting.viewTells("published_price",
            Map.of("sale_price_until", "NULL::timestamptz"), "true")),

    /** What isn't counted is taken for sold out. */
    UNTRACKED_STOCK_DOES_NOT_COUNT(planting -> planting.viewTells("published_stock",
            Map.of("in_stock",
                    """
                            o.in_stock AND EXISTS (SELECT FROM command.stock s WHERE s.product_id = o.product_id AND s.quantity IS NOT NULL)
                            """),
            "true")),

    /** A product that is taken out of the assortment stays in it. */
    DISCONTINUED_IS_ACTIVE(5, planting -> planting.viewTells("published_product",
            Map.of("status", "CASE o.status WHEN 'discontinued' THEN 'active' ELSE o.status END"), "true")),

    /** Products made within a second of each other have lost their order. */
    TIMES_ARE_ROUNDED(planting -> planting.viewTells("published_product",
            Map.of("created_at", "date_trunc('minute', o.created_at)"), "true")),

    /** A product's third leaf is forgotten. */
    THIRD_LEAF_IS_FORGOTTEN(planting -> planting.viewTells("published_placement", Map.of(), """
            (SELECT count(*) FROM command.placement p
              WHERE p.product_id = o.product_id AND p.category_id < o.category_id) < 2
            """)),

    /** Of a product's positions in a subtree the wrong one counts. */
    GREATEST_POSITION_COUNTS(planting -> planting.viewTells("published_placement", Map.of("position", """
            (SELECT max(p.position) FROM command.placement p WHERE p.product_id = o.product_id)
            """), "true")),

    /** Old addresses of categories lead nowhere. */
    OLD_CATEGORY_SLUGS_ARE_LOST(planting -> planting.viewTells("published_category_old_slug", Map.of(), "false")),

    /** Old addresses of products lead nowhere. */
    OLD_PRODUCT_SLUGS_ARE_LOST(1, planting -> planting.viewTells("published_product_old_slug", Map.of(), "false")),

    /** A product that comes is counted twice. */
    PRODUCTS_ARE_COUNTED_TWICE(planting -> planting.rowsChange("read_g1.category", "BEFORE UPDATE", """
            IF NEW.product_count > OLD.product_count THEN
                NEW.product_count := 2 * NEW.product_count - OLD.product_count;
            END IF;
            RETURN NEW;
            """)),

    /** Some listings lack a product. */
    LISTING_ROWS_ARE_LOST(planting -> planting.rowsChange("read_g1.listing", "BEFORE INSERT", """
            RETURN CASE WHEN hashtext(NEW.category_id || NEW.product_id) % 3 = 0 THEN NULL ELSE NEW END;
            """)),

    /** Some products stand in a listing twice. */
    LISTING_ROWS_ARE_DOUBLED(planting -> planting.rowsChange("read_g1.listing", "AFTER INSERT", """
            IF pg_trigger_depth() = 1 AND hashtext(NEW.category_id || NEW.product_id) % 3 = 0 THEN
                INSERT INTO read_g1.listing (category_id, product_id, position, price, created_at)
                VALUES (NEW.category_id, NEW.product_id, NEW.position + 1000, NEW.price, NEW.created_at);
            END IF;
            RETURN NEW;
            """)),

    /** A listing sorts by a price that holds no more. */
    SORT_PRICES_ARE_STALE(1, planting -> planting.rowsChange("read_g1.listing", "BEFORE UPDATE", """
            NEW.price := OLD.price;
            RETURN NEW;
            """)),

    /** What is put off is forgotten. */
    BACKLOG_IS_LOST(1, planting -> planting.rowsChange("sync.dirty", "BEFORE INSERT", "RETURN NULL;")),

    /** The cache isn't told of changed products. */
    PRODUCT_MESSAGES_ARE_LOST(planting -> planting.rowsChange("read.changes", "BEFORE INSERT", """
            NEW.products := '{}';
            RETURN NEW;
            """)),

    /** The cache isn't told of changed listings. */
    LISTING_MESSAGES_ARE_LOST(5, planting -> planting.rowsChange("read.changes", "BEFORE INSERT", """
            NEW.listings := '{}';
            RETURN NEW;
            """)),

    /** The cache isn't told whose counts changed. */
    COUNT_MESSAGES_ARE_LOST(5, planting -> planting.rowsChange("read.changes", "BEFORE INSERT", """
            NEW.counts := ARRAY['elsewhere'];
            RETURN NEW;
            """)),

    /** The cache isn't told of changed categories. */
    CATEGORY_MESSAGES_ARE_LOST(5, planting -> planting.rowsChange("read.changes", "BEFORE INSERT", """
            NEW.categories := '{}';
            RETURN NEW;
            """)),

    /** The cache isn't told of a changed tree. */
    TREE_MESSAGES_ARE_LOST(5, planting -> planting.rowsChange("read.changes", "BEFORE INSERT", """
            NEW.tree := false;
            RETURN NEW;
            """));

    private interface Plan {

        void carryOut(Planting planting) throws SQLException;

    }

    private final int firstHistory;

    private final Plan plan;

    PlantedFault(Plan plan) {
        this(0, plan);
    }

    PlantedFault(int firstHistory, Plan plan) {
        this.firstHistory = firstHistory;
        this.plan = plan;
    }

    /** Where to begin: at the first history that found it when that was looked up, so that none takes long. */
    int firstHistory() {
        return this.firstHistory;
    }

    void plant(Planting planting) throws SQLException {
        this.plan.carryOut(planting);
    }

}
