package dev.aisle.sync.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;

import dev.aisle.AisleTest;
import dev.aisle.sync.imports.ImportClient.Form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Real catalogs, where the folder of them lies beside the checkout. */
@AisleTest
@DirtiesContext(classMode = ClassMode.BEFORE_CLASS)
class RealCatalogsIntegrationTests {

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    ImportClient client;

    Path data = Path.of("");

    @BeforeEach
    void findData() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("shared/data"))) {
                this.data = folder.resolve("shared/data");
            }
        }
        assumeTrue(Files.exists(this.data.resolve("README.md")) && this.data.endsWith("shared/data"),
                "no shared/data above the checkout");
        this.client = new ImportClient(this.port);
    }

    @Test
    void pcPartsStandInTheirTreeAndTheSecondTimeNothingHappens() throws IOException {
        var form = Form.from("pcparts").taxonomy(file("pcparts-categories.txt"))
                .feed(file("pcparts.sample.feed.tsv"));
        this.client.completed(form);
        long head = head();

        assertThat(count("command.published_product WHERE id ~ '-[0-9]{5}$'")).isEqualTo(2_947);
        assertThat(count(
                "command.published_placement p JOIN sync.source_path s USING (category_id) WHERE source = 'pcparts'"))
                .isEqualTo(2_947);
        this.client.completed(form);
        assertThat(head()).isEqualTo(head);
    }

    @Test
    void bothFormsOfAFeedSayTheSame() throws IOException {
        this.client.completed(Form.from("bestbuy").taxonomy(file("bestbuy-categories.closed.txt"))
                .feed(file("bestbuy-products.small.feed.tsv")));
        long head = head();
        assertThat(count("sync.source_category WHERE source = 'bestbuy'")).isEqualTo(4_722);
        assertThat(count("sync.source_product WHERE source = 'bestbuy'")).isEqualTo(108);

        this.client.completed(Form.from("bestbuy").feed(file("bestbuy-products.small.feed.xml")));
        assertThat(head()).isEqualTo(head);
    }

    @Test
    void tenThousandCategoriesInKoreanKeepTheirTwins() throws IOException {
        var run = this.client.completed(Form.from("shopify").taxonomy(file("shopify-categories.2024-07.ko.txt.gz")));

        assertThat(this.client.rejectedRows(run).size()).isZero();
        assertThat(count("sync.source_category WHERE source = 'shopify'")).isEqualTo(10_281);
        assertThat(count("""
                sync.source_category s JOIN command.published_category c ON c.id = s.category_id
                 WHERE source = 'shopify' AND c.parent_id IS DISTINCT FROM
                       CASE WHEN c.id ~ '-' THEN regexp_replace(c.id, '-[^-]*$', '') END"""))
                .as("categories whose parent is not the one that their id says").isZero();
    }

    private byte[] file(String name) throws IOException {
        return Files.readAllBytes(this.data.resolve(name));
    }

    private long head() {
        return count("command.published_journal");
    }

    private long count(String from) {
        return this.sync.sql("SELECT count(*) FROM " + from).query(Long.class).single();
    }

}
