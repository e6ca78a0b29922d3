GRANT USAGE ON SCHEMA command TO aisle_command, aisle_sync;
GRANT SELECT ON ALL TABLES IN SCHEMA command TO aisle_command;
GRANT INSERT, UPDATE, DELETE ON command.category, command.category_old_slug, command.product, command.product_old_slug,
    command.placement, command.stock, command.price, command.deleted_stream, command.idempotency_key,
    command.event_publication TO aisle_command;
GRANT UPDATE (roots_version) ON command.catalog TO aisle_command;
GRANT INSERT ON command.journal TO aisle_command;
GRANT USAGE ON SEQUENCE command.journal_position TO aisle_command;
GRANT SELECT ON command.published_catalog, command.published_category, command.published_category_old_slug,
    command.published_product, command.published_stock, command.published_price, command.published_product_old_slug, command.published_placement,
    command.published_boundary, command.published_journal TO aisle_sync;
-- The owner adds partitions; nobody else does.
REVOKE EXECUTE ON FUNCTION command.add_journal_partition(bigint, bigint) FROM PUBLIC;
