package dev.aisle.sync.imports.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.aisle.sync.imports.format.TaxonomyReader.Entry;

import static org.assertj.core.api.Assertions.assertThat;

class TaxonomyReaderTests {

    @Test
    void readsBothDialects() throws IOException {
        var entries = read(Feeds.stream("""
                \uFEFF# Google_Product_Taxonomy_Version: 2021-09-21
                1 - Animals & Pet Supplies
                3237 - Animals & Pet Supplies > Live Animals\r

                gid://shopify/TaxonomyCategory/ap-1              : Animals  &  Pets >  Live - Animals : all\s
                """));

        assertThat(entries).extracting(Entry::line).containsExactly(2L, 3L, 5L);
        assertThat(entries).extracting(e -> ((Entry.Category) e).id()).containsExactly("1", "3237", "ap-1");
        assertThat(((Entry.Category) entries.get(1)).path().levels()).containsExactly("Animals & Pet Supplies",
                "Live Animals");
        assertThat(((Entry.Category) entries.get(2)).path().levels()).containsExactly("Animals  &  Pets",
                "Live - Animals : all");
    }

    @Test
    void reportsLinesOfAnotherShape() throws IOException {
        var entries = read(Feeds.stream("no separator\n1 - A >  > B\n2 - \ngid://x/ : A\n3 - fine\n"));

        assertThat(entries).hasSize(5);
        assertThat(entries.subList(0, 4)).allSatisfy(e -> assertThat(e).isInstanceOf(Entry.Bad.class));
        assertThat(entries.get(4)).isInstanceOf(Entry.Category.class);
    }

    @Test
    void reportsBrokenBytesAndEndlessLines() throws IOException {
        var broken = read(new ByteArrayInputStream("1 - Caf\u00e9\n2 - fine\n".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(broken).hasSize(2);
        assertThat(broken.getFirst()).isInstanceOf(Entry.Bad.class);

        var endless = read(Feeds.huge("1 - ", "0123456789", 1_000_000, "\n2 - fine\n"));
        assertThat(endless).hasSize(2);
        assertThat(endless.getFirst()).isInstanceOf(Entry.Bad.class);
    }

    private static List<Entry> read(InputStream content) throws IOException {
        var all = new ArrayList<Entry>();
        try (var reader = new TaxonomyReader(content)) {
            for (var next = reader.next(); next != null; next = reader.next()) {
                all.add(next);
            }
        }
        return all;
    }

}
