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
import static dev.aisle.sync.imports.format.Feeds.rss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RssFeedReaderTests {

    private static final String BEGIN = """
            <rss xmlns:g="http://base.google.com/ns/1.0"><channel>""";

    @Test
    void readsItems() throws IOException {
        var feed = Feeds.open(rss("""
                <item><g:id>1</g:id><title>plain</title><g:title>A &amp; B &#233;</g:title>
                <description><![CDATA[<b>bold</b>]]></description><other>no</other>
                <g:shipping><g:country>US</g:country></g:shipping>
                <g:product_type>A, B &gt; C</g:product_type><g:product_type>"D, E > F", G</g:product_type>
                <g:product_detail><g:section_name>S</g:section_name><g:attribute_name>name</g:attribute_name>
                <g:attribute_value>value</g:attribute_value></g:product_detail></item>
                <item><g:id>2</g:id></item>"""));
        var rows = rows(readAll(feed));

        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst().first("title")).isEqualTo("A & B é");
        assertThat(rows.getFirst().first("description")).isEqualTo("<b>bold</b>");
        assertThat(rows.getFirst().all("product_type")).containsExactly("A, B > C", "D, E > F", "G");
        assertThat(rows.getFirst().first("product_detail")).isEqualTo("S:name:value");
        assertThat(rows.getFirst().line()).isEqualTo(3);
        assertThat(feed.columns()).contains("id", "title", "description").doesNotContain("other");
    }

    @Test
    void refusesDocumentTypesSoThatLaughsAndExternalEntitiesNeverStart() throws IOException {
        var laughs = """
                <!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
                <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
                <rss><channel><item><title>&d;</title></item></channel></rss>""";
        var external = """
                <!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
                <rss><channel><item><title>&x;</title></item></channel></rss>""";
        var remote = """
                <!DOCTYPE rss SYSTEM "http://127.0.0.1:9/none.dtd"><rss><channel/></rss>""";
        for (var xml : List.of(laughs, external, remote)) {
            assertThatExceptionOfType(UnreadableFileException.class).isThrownBy(() -> Feeds.open(xml))
                    .withMessageContaining("DOCTYPE");
        }
    }

    @Test
    void anUnknownEntityCostsItsItem() throws IOException {
        var records = readAll(rss("""
                <item><g:id>1</g:id></item>
                <item><g:id>2</g:id><title>a&nbsp;b</title></item>
                <item><g:id>3</g:id></item>"""));

        assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("1", "3");
        assertThat(findings(records)).extracting(Finding::kind, Finding::line)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.SYNTAX, 4L));
    }

    @Test
    void aFeedCutOffGivesItsWholeItemsFirst() throws IOException {
        var whole = rss("<item><g:id>1</g:id></item><item><g:id>2</g:id><title>abc</title></item>");
        var feed = Feeds.open(whole.substring(0, whole.indexOf("abc") + 1));
        var records = readAll(feed);

        assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("1");
        assertThat(findings(records)).extracting(Finding::kind).containsExactly(Kind.UNREADABLE);
        assertThat(feed.cutOff()).isTrue();
    }

    @Test
    void brokenBytesCostTheirItem() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((BEGIN + "<item><g:id>1</g:id><title>caf").getBytes(StandardCharsets.UTF_8));
        bytes.write(0xE9);
        bytes.writeBytes("</title></item><item><g:id>2</g:id></item></channel></rss>".getBytes(StandardCharsets.UTF_8));
        var records = readAll(FeedReader.open(new ByteArrayInputStream(bytes.toByteArray()), Feeds.MAX_ROW));

        assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("2");
        assertThat(findings(records)).singleElement().satisfies(f -> {
            assertThat(f.kind()).isEqualTo(Kind.ENCODING);
            assertThat(f.column()).isEqualTo("title");
        });
    }

    @Test
    void aHugeTextCostsItsItem() throws IOException {
        for (var parts : List.of(List.of("<title>", "</title>"), List.of("<g:description>", "</g:description>"))) {
            var feed = FeedReader.open(
                    Feeds.huge(BEGIN + "<item><g:id>1</g:id>" + parts.getFirst(), "0123456789", 5_000_000,
                            parts.getLast() + "</item><item><g:id>2</g:id></item></channel></rss>"),
                    Feeds.MAX_ROW);
            var records = readAll(feed);

            assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("2");
            assertThat(findings(records)).extracting(Finding::kind).containsExactly(Kind.TOO_LARGE);
        }
    }

    @Test
    void hugePiecesAndDepthsEndTheReading() throws IOException {
        var item = BEGIN + "<item>";
        var pieces = List.of(
                Feeds.huge(item + "<!-- ", "0123456789", 5_000_000, "--></item></channel></rss>"),
                Feeds.huge(item + "<a b='", "0123456789", 5_000_000, "'/></item></channel></rss>"),
                Feeds.huge(item + "<", "abcdefghij", 5_000_000, "/></item></channel></rss>"),
                Feeds.huge(item + "<?p ", "0123456789", 5_000_000, "?></item></channel></rss>"),
                Feeds.huge(item + "<a ", "x='1' ", 5_000_000, "/></item></channel></rss>"),
                Feeds.huge(item, "<a>", 5_000_000, "</item></channel></rss>"),
                Feeds.huge("<!DOCTYPE rss [", "<!ENTITY a 'b'>", 5_000_000, "]><rss/>"));
        for (var piece : pieces) {
            try {
                assertThat(findings(readAll(FeedReader.open(piece, Feeds.MAX_ROW)))).extracting(Finding::kind)
                        .containsExactly(Kind.UNREADABLE);
            } catch (UnreadableFileException ex) {
                assertThat(ex.reason()).containsAnyOf("larger than", "deeper than");
            }
        }
    }

    @Test
    void millionsOfAttributesInOneItemCostTheItem() throws IOException {
        var feed = FeedReader.open(Feeds.huge(BEGIN + "<item><g:id>1</g:id>", "<g:x/>", 200_000,
                "</item><item><g:id>2</g:id></item></channel></rss>"), Feeds.MAX_ROW);
        var records = readAll(feed);

        assertThat(rows(records)).extracting(r -> r.first("id")).containsExactly("2");
        assertThat(findings(records)).extracting(Finding::kind).containsExactly(Kind.TOO_LARGE);
    }

    @Test
    void refusesWhatIsNotRss() {
        for (var text : List.of("<html><body/></html>", "<rss/>", "<rss><feed/></rss>", "<", "<?xml version='1.0'?>",
                "<?xml version='1.0' encoding='EUC-KR'?><rss><channel/></rss>")) {
            assertThatExceptionOfType(UnreadableFileException.class).as(text).isThrownBy(() -> Feeds.open(text));
        }
    }

}
