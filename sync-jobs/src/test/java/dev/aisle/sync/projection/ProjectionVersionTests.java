package dev.aisle.sync.projection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Nobody changes what the read model says, or what it looks like, without a new version of the projection. */
class ProjectionVersionTests {

    /** What decides what a generation holds: the projection, what it reads, and the tables that it writes. */
    private static final List<String> SOURCES = List.of("/dev/aisle/sync/projection/product-view.sql",
            "/dev/aisle/sync/projection/project-products.sql", "/dev/aisle/sync/projection/project-categories.sql",
            "/dev/aisle/sync/projection/fill-products.sql", "/dev/aisle/sync/projection/fill-old-slugs.sql",
            "/dev/aisle/sync/projection/count-listings.sql", "/dev/aisle/sync/projection/put-category-old-slugs.sql",
            "/dev/aisle/sync/projection/put-product-old-slugs.sql",
            "/dev/aisle/sync/projection/take-category-old-slugs.sql",
            "/dev/aisle/sync/projection/take-product-old-slugs.sql",
            "/db/migration/command/V3__published_views.sql", "/db/migration/read/V1__read_model.sql");

    private static final int VERSION = 1;

    private static final String FINGERPRINT = "f5c93b432b2ab32f";

    @Test
    void theVersionIsThatOfThisProjection() throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        for (var source : SOURCES) {
            try (var stream = Objects.requireNonNull(getClass().getResourceAsStream(source), source)) {
                var sql = new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines()
                        .filter(line -> !line.strip().startsWith("--"))
                        .reduce("", (text, line) -> text + " " + line.strip());
                digest.update(sql.getBytes(StandardCharsets.UTF_8));
            }
        }
        var fingerprint = HexFormat.of().formatHex(digest.digest()).substring(0, 16);

        assertThat(List.of(ProjectionVersion.CURRENT, fingerprint))
                .as("raise ProjectionVersion.CURRENT if the same write model gives another read model now, "
                        + "then note version and fingerprint here")
                .isEqualTo(List.of(VERSION, FINGERPRINT));
    }

}
