package dev.aisle.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * Breaks a read model and its cache as nobody could from within, and remembers what. Only every tenth product is
 * touched, so that edits of the others put nothing right by themselves.
 */
final class Corruptions {

    /** How the names of the catalog's products begin, in a part's JSON. */
    private static final String NAME = "\"name\":\"P";

    private static final String BROKEN_NAME = "\"name\":\"Q";

    /** Kinds of corruption in ten thousandths of all, each a statement that answers what a report calls the row. */
    private enum Plant {

        PRODUCT_CHANGED(2_000, """
                UPDATE %1$s.product SET name = name || '?' WHERE id IN (%2$s) RETURNING 'product ' || id"""),

        PRODUCT_HASH_CHANGED(500, """
                UPDATE %1$s.product SET hash = hash + 1 WHERE id IN (%2$s) RETURNING 'product ' || id"""),

        PRODUCT_DELETED(1_000, "DELETE FROM %1$s.product WHERE id IN (%2$s) RETURNING 'product ' || id"),

        PRODUCT_ADDED(1_000,
                """
                        INSERT INTO %1$s.product (id, slug, name, brand, price, sale_price, available, images, description, sku,
                                                  gtin, mpn, attributes, leaves, listed, listed_positions, created_at, hash,
                                                  version, changed_at)
                        SELECT 'added-' || id, 'added-' || id, name, brand, price, sale_price, available, images, description, sku,
                               gtin, mpn, attributes, leaves, '{}', '{}', created_at, hash, version, changed_at
                          FROM %1$s.product
                         WHERE id IN (%2$s)
                        RETURNING 'product ' || id"""),

        LISTING_DELETED(2_000, """
                DELETE FROM %1$s.listing l USING %1$s.product p
                 WHERE p.id IN (%2$s) AND l.product_id = p.id AND l.category_id = p.listed[1]
                   AND l.position = p.listed_positions[1]
                RETURNING 'listing ' || l.product_id || ' ' || l.category_id"""),

        LISTING_CHANGED(1_500, """
                UPDATE %1$s.listing l SET price = l.price + 1 FROM %1$s.product p
                 WHERE p.id IN (%2$s) AND l.product_id = p.id AND l.category_id = p.listed[1]
                   AND l.position = p.listed_positions[1]
                RETURNING 'listing ' || l.product_id || ' ' || l.category_id"""),

        LISTING_MOVED(500, """
                UPDATE %1$s.listing l SET position = l.position + 1000000 FROM %1$s.product p
                 WHERE p.id IN (%2$s) AND l.product_id = p.id AND l.category_id = p.listed[1]
                   AND l.position = p.listed_positions[1]
                RETURNING 'listing ' || l.product_id || ' ' || l.category_id"""),

        LISTING_ADDED(1_000, """
                INSERT INTO %1$s.listing (category_id, product_id, position, price, created_at)
                SELECT 'c' || (1 + abs(hashtext(id)) %% 5), id, 2000000, 1, now() FROM %1$s.product WHERE id IN (%2$s)
                RETURNING 'listing ' || product_id || ' ' || category_id"""),

        COUNT_CHANGED(250,
                """
                        UPDATE %1$s.category SET product_count = product_count + 3 WHERE id IN (%2$s) RETURNING 'count ' || id"""),

        CATEGORY_CHANGED(250, """
                UPDATE %1$s.category SET name = name || '?' WHERE id IN (%2$s) RETURNING 'category ' || id""");

        private final int share;

        private final String sql;

        Plant(int share, String sql) {
            this.share = share;
            this.sql = sql;
        }

        boolean isOfCategories() {
            return this == COUNT_CHANGED || this == CATEGORY_CHANGED;
        }

    }

    private final BenchmarkDatabase database;

    private final SeedCatalog catalog;

    private final Random random = new Random(7);

    /** Each is taken once. */
    private final List<String> products;

    Corruptions(BenchmarkDatabase database, SeedCatalog catalog) {
        this.database = database;
        this.catalog = catalog;
        this.products = products();
    }

    /** Products that editors may edit meanwhile. */
    static boolean isLeftToEditors(int product) {
        return product % 10 != 7;
    }

    /** Breaks so many rows; answers what they are called. */
    Set<String> ofTheReadModel(int wanted) {
        var schema = "read_g" + this.database.generation();
        var planted = new TreeSet<String>();
        var categories = categories();
        for (var plant : Plant.values()) {
            var from = plant.isOfCategories() ? categories : this.products;
            int share = Math.min(from.size(), Math.max(1, wanted * plant.share / 10_000));
            var keys = List.copyOf(from.subList(0, share));
            from.subList(0, share).clear();
            planted.addAll(this.database.texts(plant.sql.formatted(schema, "'" + String.join("','", keys) + "'")));
        }
        return planted;
    }

    private List<String> products() {
        var products = new ArrayList<String>();
        for (int product = 7; product <= this.catalog.products(); product += 10) {
            if (this.catalog.isDisplayed(product)) {
                products.add("p" + product);
            }
        }
        Collections.shuffle(products, this.random);
        return products;
    }

    private List<String> categories() {
        var categories = new ArrayList<String>();
        for (int category = 6; category <= this.catalog.categories(); category++) {
            categories.add("c" + category);
        }
        Collections.shuffle(categories, this.random);
        return categories;
    }

    /** Products whose pages are to be in Redis before these are broken. */
    List<String> cached(int wanted) {
        var last = this.products.subList(this.products.size() - wanted, this.products.size());
        var cached = List.copyOf(last);
        last.clear();
        return cached;
    }

    /** Breaks parts in Redis that show a product's name, in as many bytes; answers what they are called. */
    static Set<String> ofRedis(Path dataDirectory, List<String> products) throws IOException {
        var planted = new TreeSet<String>();
        eachPart(dataDirectory, products, (redis, part) -> {
            var bytes = new String(part.bytes(), StandardCharsets.ISO_8859_1);
            var broken = bytes.replace(NAME, BROKEN_NAME);
            if (!broken.equals(bytes)) {
                redis.hset(part.key(), part.field(), broken.getBytes(StandardCharsets.ISO_8859_1));
                planted.add(part.name());
            }
        });
        return planted;
    }

    /** Which parts in Redis are broken still. */
    static Set<String> leftInRedis(Path dataDirectory, List<String> products) throws IOException {
        var left = new TreeSet<String>();
        eachPart(dataDirectory, products, (_, part) -> {
            if (new String(part.bytes(), StandardCharsets.ISO_8859_1).contains(BROKEN_NAME)) {
                left.add(part.name());
            }
        });
        return left;
    }

    /** A part of a product in Redis; its name is what a report calls it. */
    private record Part(byte[] key, byte[] field, byte[] bytes, String name) {

    }

    private static void eachPart(Path dataDirectory, List<String> products,
            BiConsumer<RedisCommands<byte[], byte[]>, Part> work) throws IOException {
        var server = new Properties();
        try (var file = Files.newBufferedReader(dataDirectory.resolve("redis/server.properties"))) {
            server.load(file);
        }
        var uri = RedisURI.Builder.redis("127.0.0.1", Integer.parseInt(server.getProperty("port")))
                .withPassword(server.getProperty("password").toCharArray()).withTimeout(Duration.ofSeconds(10)).build();
        try (var client = RedisClient.create(uri); var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            var redis = connection.sync();
            var keys = ScanIterator.scan(redis, ScanArgs.Builder.matches("aisle:*:p:*").limit(1_000));
            var wanted = Set.copyOf(products);
            while (keys.hasNext()) {
                var key = keys.next();
                var text = new String(key, StandardCharsets.UTF_8);
                var product = text.substring(text.lastIndexOf(':') + 1);
                if (wanted.contains(product)) {
                    redis.hgetall(key).forEach((field, bytes) -> work.accept(redis, new Part(key, field, bytes,
                            "part product/%s/%s".formatted(product, new String(field, StandardCharsets.UTF_8)))));
                }
            }
        }
    }

}
