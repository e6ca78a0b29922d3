package dev.aisle.sync.imports.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.aisle.sync.imports.format.Finding.Kind;

import static dev.aisle.sync.imports.format.Feeds.findings;
import static dev.aisle.sync.imports.format.Feeds.readAll;
import static dev.aisle.sync.imports.format.Feeds.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TsvFeedReaderTests {

    @Test
    void readsColumnsByTheirNamesInAnyOrder() throws IOException {
        var feed = Feeds.open("Title\tunheard of\tg:ID\timage link\nTea\tx\t1\thttp://e/1.png\n");

        var row = rows(readAll(feed)).getFirst();

        assertThat(row.first("id")).isEqualTo("1");
        assertThat(row.first("title")).isEqualTo("Tea");
        assertThat(row.first("image_link")).isEqualTo("http://e/1.png");
        assertThat(feed.columns()).containsExactly("title", "unheard_of", "id", "image_link");
    }

    @Test
    void readsQuotedFieldsWithQuotesTabsAndLineBreaksInside() throws IOException {
        var records = readAll("id\ttitle\tbrand\r\n1\t\"a \"\"b\"\"\tc\r\nd\"\te\r\n2\t3\" nail\tf\r\n");

        assertThat(findings(records)).isEmpty();
        assertThat(rows(records).get(0).first("title")).isEqualTo("a \"b\"\tc\r\nd");
        assertThat(rows(records).get(1).first("title")).isEqualTo("3\" nail");
        assertThat(rows(records)).extracting(FeedRecord.Row::line).containsExactly(2L, 4L);
    }

    @Test
    void acceptsAByteOrderMarkAndBareCarriageReturns() throws IOException {
        assertThat(rows(readAll("\uFEFFid\ttitle\r1\ta\r2\tb"))).extracting(r -> r.first("title"))
                .containsExactly("a", "b");
    }

    @Test
    void splitsTypesAtCommasButNotInsideQuotes() throws IOException {
        var row = rows(readAll("id\tproduct_type\n1\t\"\"\"Toys, Games > TV, Film\"\", Sale > Toys ,\"\n")).getFirst();

        assertThat(row.all("product_type")).containsExactly("Toys, Games > TV, Film", "Sale > Toys");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsOwnLine() throws IOException {
        var records = readAll("id\ttitle\n1\tgood\n2\t\"never closed\n3\tgood\n4\tgood\n");

        assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("1", "3", "4");
        assertThat(findings(records)).singleElement().satisfies(f -> {
            assertThat(f.kind()).isEqualTo(Kind.QUOTES);
            assertThat(f.line()).isEqualTo(3);
            assertThat(f.column()).isEqualTo("title");
            assertThat(f.excerpt()).startsWith("2");
        });
    }

    @Test
    void anUnclosedQuoteIsNotClosedByAnotherRowsQuote() throws IOException {
        var records = readAll("id\ttitle\n1\t\"open\n2\t\"closed\"\n3\t\"also \"\"closed\"\"\"\n");

        assertThat(rows(records)).extracting(r -> r.first("title")).containsExactly("closed", "also \"closed\"");
        assertThat(findings(records)).extracting(Finding::line).containsExactly(2L);
    }

    @Test
    void anUnclosedQuoteBeforeAMillionLinesKeepsMemoryAndRowsBounded() throws IOException {
        var feed = FeedReader.open(Feeds.huge("id\ttitle\n0\t\"open\n", "7\tfine\n", 1_000_000, ""), Feeds.MAX_ROW);
        long good = 0;
        long bad = 0;
        for (var next = feed.next(); next != null; next = feed.next()) {
            switch (next) {
                case FeedRecord.Row _ -> good++;
                case FeedRecord.Bad _ -> bad++;
            }
        }
        assertThat(good).isEqualTo(1_000_000);
        assertThat(bad).isEqualTo(1);
    }

    @Test
    void reportsBytesThatAreNotUtf8WithTheirColumnAndGoesOn() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("id\ttitle\tbrand\n1\tcaf".getBytes(StandardCharsets.UTF_8));
        bytes.write(0xE9);
        bytes.writeBytes("\tx\n2\tcafé\ty\n3\tnul\u0000\tz\n".getBytes(StandardCharsets.UTF_8));

        var records = readAll(FeedReader.open(new ByteArrayInputStream(bytes.toByteArray()), Feeds.MAX_ROW));

        assertThat(rows(records)).extracting(r -> r.first("title")).containsExactly("café");
        assertThat(findings(records)).extracting(Finding::line, Finding::column, Finding::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2L, "title", Kind.ENCODING),
                        org.assertj.core.groups.Tuple.tuple(4L, "title", Kind.ENCODING));
        assertThat(findings(records).getFirst().excerpt()).isEqualTo("caf\uFFFD");
        assertThat(((FeedRecord.Bad) records.getFirst()).id()).isEqualTo("1");
    }

    @Test
    void reportsRowsWithFewerOrMoreColumnsThanTheHeader() throws IOException {
        var feed = Feeds.open("id\ttitle\tbrand\n1\tshort\n2\ta\tb\tc\n3\ta\tb\n4\tcut o");
        var records = readAll(feed);

        assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("3");
        assertThat(findings(records)).extracting(Finding::line, Finding::column)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2L, "brand"),
                        org.assertj.core.groups.Tuple.tuple(3L, ""), org.assertj.core.groups.Tuple.tuple(5L, "brand"));
        assertThat(findings(records).getLast().reason()).contains("cut off");
        assertThat(feed.cutOff()).isTrue();
    }

    @Test
    void aRowOfAHundredThousandColumnsIsReportedNotKept() throws IOException {
        var feed = FeedReader.open(Feeds.huge("id\ttitle\n1\ta\n", "x\t", 100_000, "\n2\tb\n"), 1_000_000);
        var records = readAll(feed);

        assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("1", "2");
        assertThat(findings(records).getFirst().reason()).contains("100,001 columns");
    }

    @Test
    void aFieldOfAHundredMegabytesIsReportedNotKept() throws IOException {
        for (var quote : List.of("", "\"")) {
            var feed = FeedReader.open(
                    Feeds.huge("id\ttitle\n1\ta\n2\t" + quote, "0123456789", 10_000_000, quote + "\n3\tb\n"),
                    Feeds.MAX_ROW);
            var records = readAll(feed);

            assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("1", "3");
            assertThat(findings(records)).extracting(Finding::kind).containsExactly(Kind.TOO_LARGE);
        }
    }

    @Test
    void refusesWhatHasNoHeaderOfAttributes() {
        for (var text : List.of("", "\uFEFF", "   \n", "sku,title\n1,a\n", "title\tbrand\nx\ty\n", "id\tid\n1\t2\n",
                "\u0000\u0001\u0002", "id\t\"open\n1\t2\n")) {
            assertThatExceptionOfType(UnreadableFileException.class).as(text).isThrownBy(() -> Feeds.open(text));
        }
        assertThatExceptionOfType(UnreadableFileException.class)
                .isThrownBy(() -> FeedReader.open(
                        new ByteArrayInputStream("id\ttitle\n1\ta\n".getBytes(StandardCharsets.UTF_16)), Feeds.MAX_ROW))
                .withMessageContaining("UTF-16");
    }

}
