-- The last verified baseline: what the journal, folded up to a position, has been found to
-- give. A verification goes on from here, so that older partitions may be archived.

CREATE TABLE command.journal_baseline (
    singleton     boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
    position      bigint      NOT NULL,
    tree_position bigint      NOT NULL,
    roots_version bigint      NOT NULL,
    verified_at   timestamptz
);
COMMENT ON COLUMN command.journal_baseline.position IS
    'Every event up to it is folded into what the other tables of the baseline hold, and was found to give the write model''s tables';
COMMENT ON COLUMN command.journal_baseline.tree_position IS 'Likewise for categories, whose tree is folded as a whole';
INSERT INTO command.journal_baseline (position, tree_position, roots_version) VALUES (0, 0, 0);

CREATE TABLE command.journal_baseline_category (
    id       text COLLATE "C" PRIMARY KEY,
    version  bigint NOT NULL,
    category json
);
COMMENT ON COLUMN command.journal_baseline_category.category IS
    'The event that would make it as it is; null: it is gone';

CREATE TABLE command.journal_baseline_category_slug (
    parent_id   text COLLATE "C",
    slug        text COLLATE "C" NOT NULL,
    category_id text COLLATE "C" NOT NULL,
    UNIQUE NULLS NOT DISTINCT (parent_id, slug)
);

CREATE TABLE command.journal_baseline_product (
    id            text COLLATE "C" PRIMARY KEY,
    position      bigint NOT NULL,
    version       bigint NOT NULL,
    stock_version bigint NOT NULL,
    price_version bigint NOT NULL,
    created_at    timestamptz,
    product       json,
    placements    json,
    stock         json,
    price         json
);
COMMENT ON COLUMN command.journal_baseline_product.position IS
    'Its events up to here are folded in; may be past the baseline''s, since products are verified one after the other';
COMMENT ON COLUMN command.journal_baseline_product.product IS
    'Like the columns after it, the event that would make it as it is; null: there is none';

CREATE TABLE command.journal_baseline_product_slug (
    slug       text COLLATE "C" PRIMARY KEY,
    left_at    bigint  NOT NULL,
    product_id text COLLATE "C" NOT NULL,
    gone       boolean NOT NULL
);
CREATE INDEX journal_baseline_product_slug_owner ON command.journal_baseline_product_slug (product_id);
COMMENT ON TABLE command.journal_baseline_product_slug IS 'Which product left a slug last, at which position, and whether it has been deleted since';

CREATE TABLE command.journal_touched (
    product_id text COLLATE "C" PRIMARY KEY
);
COMMENT ON TABLE command.journal_touched IS 'While a verification runs: products with events past the baseline';

GRANT SELECT, UPDATE ON command.journal_baseline TO aisle_command;
GRANT SELECT, INSERT, UPDATE, DELETE ON command.journal_baseline_category, command.journal_baseline_category_slug,
    command.journal_baseline_product, command.journal_baseline_product_slug TO aisle_command;
GRANT SELECT, INSERT, TRUNCATE ON command.journal_touched TO aisle_command;
