package dev.aisle.sync.imports.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.aisle.sync.imports.format.TaxonomyReader.Entry;

import static dev.aisle.sync.imports.format.Feeds.findings;
import static dev.aisle.sync.imports.format.Feeds.readAll;
import static dev.aisle.sync.imports.format.Feeds.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Real catalogs, where the folder of them lies beside the checkout. */
class RealFilesTests {

    private Path data = Path.of("");

    @BeforeEach
    void findData() {
        var found = Feeds.sharedData();
        assumeTrue(found.isPresent(), "no shared/data above the checkout");
        this.data = found.get();
    }

    @Test
    void readsFeedsWhole() throws IOException {
        assertThat(count("pcparts.full.feed.tsv.gz")).isEqualTo(66_778);
        assertThat(count("pcparts.sample.feed.tsv")).isEqualTo(2_947);
        assertThat(count("bestbuy-products.small.feed.tsv")).isEqualTo(108);
    }

    @Test
    void readsTheSameFromBothFormsOfAFeed() throws IOException {
        try (var tsv = feed("bestbuy-products.small.feed.tsv"); var xml = feed("bestbuy-products.small.feed.xml")) {
            assertThat(rows(readAll(tsv))).extracting(FeedRecord.Row::values)
                    .isEqualTo(rows(readAll(xml)).stream().map(FeedRecord.Row::values).toList());
        }
    }

    @Test
    void readsTaxonomiesWhole() throws IOException {
        assertThat(categories("shopify-categories.2024-07.en.txt.gz")).isEqualTo(10_281);
        assertThat(categories("shopify-categories.2024-07.ko.txt.gz")).isEqualTo(10_281);
        assertThat(categories("bestbuy-categories.closed.txt")).isEqualTo(4_722);
        assertThat(categories("pcparts-categories.txt")).isEqualTo(29);
    }

    private FeedReader feed(String name) throws IOException {
        return FeedReader.open(FileContent.open(Files.newInputStream(this.data.resolve(name)), 100_000_000), 100_000);
    }

    private long count(String name) throws IOException {
        try (var feed = feed(name)) {
            var records = readAll(feed);
            assertThat(findings(records)).isEmpty();
            return records.size();
        }
    }

    private long categories(String name) throws IOException {
        var ids = new HashSet<String>();
        try (var reader = new TaxonomyReader(
                FileContent.open(Files.newInputStream(this.data.resolve(name)), 100_000_000))) {
            for (var next = reader.next(); next != null; next = reader.next()) {
                assertThat(next).isInstanceOf(Entry.Category.class);
                assertThat(ids.add(((Entry.Category) next).id())).isTrue();
            }
        }
        return ids.size();
    }

}
