CREATE TEMP TABLE expected_category (
    id          text COLLATE "C" PRIMARY KEY,
    parent_id   text COLLATE "C",
    position    integer,
    slug        text COLLATE "C",
    name        text,
    description text,
    image_url   text,
    path        text[] COLLATE "C",
    visible     boolean
) ON COMMIT DROP;
CREATE TEMP TABLE left_out_category (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;
CREATE TEMP TABLE left_out_product (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;
CREATE TEMP TABLE looked_at (segment integer PRIMARY KEY) ON COMMIT DROP;
CREATE TEMP TABLE looked_at_product (id text COLLATE "C" PRIMARY KEY) ON COMMIT DROP;
CREATE TEMP TABLE expected_product (
    id               text COLLATE "C" PRIMARY KEY,
    hash             bigint,
    price            bigint,
    sale_price       bigint,
    listed           text[] COLLATE "C",
    listed_positions integer[],
    created_at       timestamptz
) ON COMMIT DROP
