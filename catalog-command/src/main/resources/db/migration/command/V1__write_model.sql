-- The write model: normalised tables, strict rules. Text that is a key collates as "C",
-- so that Java and PostgreSQL order it alike.

CREATE TABLE command.catalog (
    singleton     boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    epoch         bigint  NOT NULL,
    currency      text    NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    roots_version bigint  NOT NULL DEFAULT 0
);
COMMENT ON TABLE command.catalog IS 'One row: the epoch of the journal and the currency of the catalog';
COMMENT ON COLUMN command.catalog.roots_version IS 'The version of the stream that orders the roots';

CREATE TABLE command.category (
    id            text COLLATE "C" PRIMARY KEY,
    version       bigint  NOT NULL,
    parent_id     text COLLATE "C" REFERENCES command.category CHECK (parent_id <> id),
    position      integer NOT NULL,
    slug          text COLLATE "C" NOT NULL,
    name          text    NOT NULL,
    description   text,
    image_url     text,
    hidden        boolean NOT NULL,
    display_from  timestamptz,
    display_until timestamptz,
    CONSTRAINT category_sibling_slug UNIQUE NULLS NOT DISTINCT (parent_id, slug) DEFERRABLE
);
COMMENT ON CONSTRAINT category_sibling_slug ON command.category IS
    'Deferrable so that it is checked when a statement ends: of two categories written at once one may take what the other leaves';
CREATE INDEX category_children ON command.category (parent_id, position, id);
CREATE INDEX category_opens ON command.category (display_from) WHERE display_from IS NOT NULL;
CREATE INDEX category_closes ON command.category (display_until) WHERE display_until IS NOT NULL;

CREATE TABLE command.category_old_slug (
    parent_id   text COLLATE "C",
    slug        text COLLATE "C" NOT NULL,
    category_id text COLLATE "C" NOT NULL REFERENCES command.category,
    CONSTRAINT category_old_slug_key UNIQUE NULLS NOT DISTINCT (parent_id, slug)
);
CREATE INDEX category_old_slug_owner ON command.category_old_slug (category_id);
COMMENT ON TABLE command.category_old_slug IS
    'Where a category stood before: (parent, slug) leads to it while no living category stands there';

CREATE TABLE command.product (
    id          text COLLATE "C" PRIMARY KEY,
    version     bigint NOT NULL,
    slug        text COLLATE "C" NOT NULL CONSTRAINT product_slug UNIQUE,
    status      text   NOT NULL CHECK (status IN ('draft', 'active', 'discontinued')),
    name        text   NOT NULL,
    brand       text,
    description text,
    sku         text,
    gtin        text,
    mpn         text,
    images      text[] NOT NULL,
    attributes  json   NOT NULL,
    sale_from   timestamptz,
    sale_until  timestamptz,
    created_at  timestamptz NOT NULL
);
CREATE INDEX product_not_active ON command.product (status, id) WHERE status <> 'active';
CREATE INDEX product_opens ON command.product (sale_from) WHERE sale_from IS NOT NULL;
CREATE INDEX product_closes ON command.product (sale_until) WHERE sale_until IS NOT NULL;
COMMENT ON COLUMN command.product.attributes IS 'A flat object of texts, in the order in which they are shown';

CREATE TABLE command.product_old_slug (
    slug       text COLLATE "C" PRIMARY KEY,
    product_id text COLLATE "C" NOT NULL REFERENCES command.product
);
CREATE INDEX product_old_slug_owner ON command.product_old_slug (product_id);

CREATE TABLE command.placement (
    category_id text COLLATE "C" NOT NULL REFERENCES command.category,
    product_id  text COLLATE "C" NOT NULL REFERENCES command.product,
    position    integer NOT NULL,
    PRIMARY KEY (category_id, product_id)
);
CREATE INDEX placement_product ON command.placement (product_id, category_id) INCLUDE (position);
CREATE INDEX placement_end ON command.placement (category_id, position);

CREATE TABLE command.stock (
    product_id     text COLLATE "C" PRIMARY KEY REFERENCES command.product,
    version        bigint NOT NULL,
    quantity       integer CHECK (quantity >= 0),
    available      boolean,
    source_version bigint,
    CONSTRAINT stock_tracked_or_not CHECK (num_nonnulls(quantity, available) = 1)
) WITH (fillfactor = 80);
COMMENT ON COLUMN command.stock.quantity IS 'The counted quantity, or null where stock is untracked and only available counts';

CREATE TABLE command.price (
    product_id     text COLLATE "C" PRIMARY KEY REFERENCES command.product,
    version        bigint NOT NULL,
    amount         bigint CHECK (amount >= 0),
    sale_amount    bigint CHECK (sale_amount >= 0),
    sale_from      timestamptz,
    sale_until     timestamptz,
    source_version bigint
) WITH (fillfactor = 80);
CREATE INDEX price_opens ON command.price (sale_from) WHERE sale_from IS NOT NULL;
CREATE INDEX price_closes ON command.price (sale_until) WHERE sale_until IS NOT NULL;
COMMENT ON COLUMN command.price.amount IS 'In minor units of the catalog''s currency; null: it has no price';

CREATE TABLE command.deleted_stream (
    stream_type text NOT NULL,
    stream_id   text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    PRIMARY KEY (stream_type, stream_id)
);
COMMENT ON TABLE command.deleted_stream IS 'The last version of each stream whose thing is gone: an id made again goes on from there';

CREATE TABLE command.idempotency_key (
    actor        text  NOT NULL,
    key          text  NOT NULL,
    request_hash bytea NOT NULL,
    answer       json,
    epoch        bigint,
    position     bigint,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor, key)
);
COMMENT ON COLUMN command.idempotency_key.position IS 'With epoch: the consistency token of the answer';
CREATE INDEX idempotency_key_age ON command.idempotency_key (created_at);

-- What editors find products by. Immutable, so that it can be indexed; 'simple' has no
-- language, so every word is found as it is written; without its punctuation, or the parser
-- would take sku-12 for a word and a negative number.
CREATE FUNCTION command.product_words(id text, name text, brand text, sku text, gtin text, mpn text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
    RETURN to_tsvector('pg_catalog.simple'::regconfig, translate(
        id || ' ' || name || ' ' || coalesce(brand, '') || ' ' || coalesce(sku, '') || ' ' || coalesce(gtin, '')
           || ' ' || coalesce(mpn, ''),
        '-._~:/,;+&()[]"''@#', '                   '));
CREATE INDEX product_words ON command.product
    USING gin (command.product_words(id, name, brand, sku, gtin, mpn));
