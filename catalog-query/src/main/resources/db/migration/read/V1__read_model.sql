-- The read model: denormalised, one schema read_g<n> a generation, read.pointer says which
-- one readers use. Only the projector writes here; readers only read.

CREATE TABLE read.pointer (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    generation integer NOT NULL,
    epoch      bigint  NOT NULL
);
COMMENT ON TABLE read.pointer IS 'One row: the generation that readers use';

CREATE TABLE read.generation (
    generation integer     PRIMARY KEY,
    projection integer     NOT NULL,
    run        bigint,
    confirmed  boolean     NOT NULL DEFAULT false,
    phase      text        NOT NULL CHECK (phase IN ('categories', 'products', 'indexes', 'catch-up', 'ready')),
    begun_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    ready_at   timestamptz,
    left_at    timestamptz
);
COMMENT ON TABLE read.generation IS 'The generations that there are: the one that readers use, those that they left, one that is being built';
COMMENT ON COLUMN read.generation.projection IS 'The version of the projection that made it: another one neither goes on with it nor returns to it';
COMMENT ON COLUMN read.generation.run IS 'The run of the job that builds it: begun again, it goes on where it was';
COMMENT ON COLUMN read.generation.confirmed IS 'Whether somebody said that it may show much less than the one that readers use';
COMMENT ON COLUMN read.generation.phase IS 'What is to be done next, or that it is ready';
COMMENT ON COLUMN read.generation.left_at IS 'Since when readers use another one; until it is dropped it is projected on, so that they can return';

CREATE TABLE read.changes (
    seq           bigint      PRIMARY KEY,
    previous      bigint      NOT NULL UNIQUE,
    generation    integer     NOT NULL,
    epoch         bigint      NOT NULL,
    position      bigint      NOT NULL,
    time          timestamptz NOT NULL,
    products      text[]      NOT NULL,
    listings      text[]      NOT NULL,
    categories    text[]      NOT NULL,
    product_slugs text[]      NOT NULL,
    tree          boolean     NOT NULL
);
CREATE INDEX changes_age ON read.changes (time);
COMMENT ON TABLE read.changes IS 'What each projector transaction changed, in order: what the publisher tells Redis and the nodes';
COMMENT ON COLUMN read.changes.seq IS
    'The version of what changed: unlike position it also grows when only a window opened or closed';
COMMENT ON COLUMN read.changes.previous IS 'The seq before it: whoever knows another one has missed something';
COMMENT ON COLUMN read.changes.products IS 'Products whose row changed, came or went';
COMMENT ON COLUMN read.changes.listings IS 'Categories whose listing rows changed, and with them perhaps their count';
COMMENT ON COLUMN read.changes.categories IS 'Categories that came, went, were changed otherwise than in their count, or whose count left or reached 0; names, slugs and paths of what lies below may have changed too';
COMMENT ON COLUMN read.changes.product_slugs IS 'Product slugs, old and new, that lead elsewhere now';
COMMENT ON COLUMN read.changes.tree IS 'Whether the displayed tree may look different: names, order, counts, what is displayed';

-- Makes an empty generation, without the indexes that only readers and increments need.
CREATE FUNCTION read.create_generation(n integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g text := format('read_g%s', n);
BEGIN
    EXECUTE format('CREATE SCHEMA %I', g);
    EXECUTE format($ddl$
        CREATE TABLE %1$I.checkpoint (
            singleton        boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
            epoch            bigint      NOT NULL,
            position         bigint      NOT NULL,
            time             timestamptz NOT NULL,
            change           bigint      NOT NULL,
            ahead            bigint      NOT NULL,
            settled_position bigint      NOT NULL,
            settled_time     timestamptz NOT NULL
        ) WITH (fillfactor = 10);
        COMMENT ON TABLE %1$I.checkpoint IS
            'How far the projector has come: every event up to position is projected or dirty, every window up to time';
        COMMENT ON COLUMN %1$I.checkpoint.change IS
            'The newest seq of read.changes: what is read in one snapshot with it is that new and no newer';
        COMMENT ON COLUMN %1$I.checkpoint.ahead IS
            'Single edits up to here, past position, were projected early; they are projected again when position gets there';

        CREATE TABLE %1$I.category (
            id            text COLLATE "C" PRIMARY KEY,
            parent_id     text COLLATE "C",
            position      integer NOT NULL,
            slug          text COLLATE "C" NOT NULL,
            name          text    NOT NULL,
            description   text,
            image_url     text,
            path          text[] COLLATE "C" NOT NULL,
            visible       boolean NOT NULL,
            product_count integer NOT NULL,
            version       bigint  NOT NULL,
            changed_at    timestamptz NOT NULL
        ) WITH (fillfactor = 70);
        COMMENT ON TABLE %1$I.category IS 'All categories; displayed are those with visible and product_count > 0';
        COMMENT ON COLUMN %1$I.category.path IS 'Ids from the root to itself';
        COMMENT ON COLUMN %1$I.category.product_count IS 'Rows of its listing: maintained by the same deltas';
        COMMENT ON COLUMN %1$I.category.version IS 'The seq of its last change, of its count too';
        CREATE INDEX category_children ON %1$I.category (parent_id, position, id);
        CREATE INDEX category_slug ON %1$I.category (slug, parent_id);

        CREATE TABLE %1$I.category_old_slug (
            parent_id   text COLLATE "C",
            slug        text COLLATE "C" NOT NULL,
            category_id text COLLATE "C" NOT NULL
        );
        CREATE INDEX category_old_slug_key ON %1$I.category_old_slug (slug, parent_id);
        CREATE INDEX category_old_slug_owner ON %1$I.category_old_slug (category_id);
        CREATE INDEX category_old_slug_parent ON %1$I.category_old_slug (parent_id);

        CREATE TABLE %1$I.product (
            id               text COLLATE "C" NOT NULL,
            slug             text COLLATE "C" NOT NULL,
            name             text   NOT NULL,
            brand            text,
            price            bigint,
            sale_price       bigint,
            available        boolean NOT NULL,
            images           text[] NOT NULL,
            description      text,
            sku              text,
            gtin             text,
            mpn              text,
            attributes       json   NOT NULL,
            leaves           text[] COLLATE "C" NOT NULL,
            listed           text[] COLLATE "C" NOT NULL,
            listed_positions integer[] NOT NULL,
            created_at       timestamptz NOT NULL,
            hash             bigint NOT NULL,
            version          bigint NOT NULL,
            changed_at       timestamptz NOT NULL
        ) WITH (fillfactor = 90);
        COMMENT ON TABLE %1$I.product IS 'Active products with a visible leaf, sold out or not';
        COMMENT ON COLUMN %1$I.product.available IS 'Whether it is sellable, and so stands in listings';
        COMMENT ON COLUMN %1$I.product.leaves IS 'Its visible leaf categories, ordered by id';
        COMMENT ON COLUMN %1$I.product.listed IS 'The categories in whose listing it stands, ordered by id; listed_positions goes with it. From these the next recomputation knows which listing rows to take away';
        COMMENT ON COLUMN %1$I.product.hash IS 'Of all content columns: tells whether a recomputation changes anything';
        COMMENT ON COLUMN %1$I.product.version IS 'The seq of its last change';

        CREATE TABLE %1$I.product_old_slug (
            slug       text COLLATE "C" NOT NULL,
            product_id text COLLATE "C" NOT NULL
        );

        CREATE TABLE %1$I.listing (
            category_id text COLLATE "C" NOT NULL,
            product_id  text COLLATE "C" NOT NULL,
            position    integer NOT NULL,
            price       bigint  NOT NULL,
            created_at  timestamptz NOT NULL
        );
        COMMENT ON TABLE %1$I.listing IS 'One row a displayed product and category above it; price is the one valid now';
    $ddl$, g);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO aisle_query, aisle_sync', g);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO aisle_query', g);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO aisle_sync', g);
END $$;

-- One index of a generation: the names are those that read.generation_indexes() lists.
CREATE FUNCTION read.create_generation_index(n integer, index_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g text := format('read_g%s', n);
BEGIN
    EXECUTE format(
        CASE index_name
            WHEN 'product_key'          THEN 'CREATE UNIQUE INDEX IF NOT EXISTS product_key ON %I.product (id)'
            WHEN 'product_slug'         THEN 'CREATE INDEX IF NOT EXISTS product_slug ON %I.product (slug)'
            WHEN 'product_old_slug_key' THEN 'CREATE UNIQUE INDEX IF NOT EXISTS product_old_slug_key ON %I.product_old_slug (slug)'
            WHEN 'product_old_slug_owner' THEN 'CREATE INDEX IF NOT EXISTS product_old_slug_owner ON %I.product_old_slug (product_id)'
            WHEN 'listing_position'     THEN 'CREATE UNIQUE INDEX IF NOT EXISTS listing_position ON %I.listing (category_id, position, product_id)'
            WHEN 'listing_price'        THEN 'CREATE INDEX IF NOT EXISTS listing_price ON %I.listing (category_id, price, product_id)'
            WHEN 'listing_newest'       THEN 'CREATE INDEX IF NOT EXISTS listing_newest ON %I.listing (category_id, created_at, product_id)'
        END, g);
END $$;

CREATE FUNCTION read.generation_indexes() RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    VALUES ('listing_position'), ('listing_price'), ('listing_newest'), ('product_key'), ('product_slug'),
           ('product_old_slug_key'), ('product_old_slug_owner')
$$;

CREATE FUNCTION read.analyze_generation(n integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    g text := format('read_g%s', n);
BEGIN
    EXECUTE format('ANALYZE %1$I.category, %1$I.product, %1$I.listing', g);
END $$;

-- Refuses to drop the generation that readers use.
CREATE FUNCTION read.drop_generation(n integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM read.pointer WHERE generation = n) THEN
        RAISE EXCEPTION 'generation % is the one that readers use', n;
    END IF;
    EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', format('read_g%s', n));
    DELETE FROM read.generation WHERE generation = n;
END $$;

-- The first generation is complete as it is: empty, like the catalog.
SELECT read.create_generation(1);
SELECT read.create_generation_index(1, name) FROM read.generation_indexes() AS name;
INSERT INTO read_g1.checkpoint (epoch, position, time, change, ahead, settled_position, settled_time)
VALUES (1, 0, now(), 0, 0, 0, now());
INSERT INTO read.pointer (generation, epoch) VALUES (1, 1);
INSERT INTO read.generation (generation, projection, phase, ready_at) VALUES (1, 1, 'ready', now());
