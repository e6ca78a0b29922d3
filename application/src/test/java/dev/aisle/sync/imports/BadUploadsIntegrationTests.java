package dev.aisle.sync.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

import dev.aisle.AisleTest;
import dev.aisle.sync.imports.ImportClient.Form;

import static org.assertj.core.api.Assertions.assertThat;

/** Uploads that are no good: a clear answer, and nothing half done. */
@AisleTest
@TestPropertySource(properties = {"aisle.import.max-unpacked-size=5MB", "spring.servlet.multipart.max-file-size=2MB"})
class BadUploadsIntegrationTests {

    private static final String FEED = "id\ttitle\tproduct_type\n";

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("syncJdbc")
    JdbcClient sync;

    ImportClient client;

    @BeforeEach
    void connect() {
        this.client = new ImportClient(this.port);
    }

    @Test
    void refusesAtOnceWhatIsObviouslyWrong() {
        for (var wrong : List.of(Form.from("x"), new Form().feed(FEED), Form.from("no/such source").feed(FEED),
                Form.from("x").feed(FEED).with("mode", "replace"), Form.from("x").feed(FEED).with("leaf", "maybe"),
                Form.from("x").feed(FEED).with("confirm", "perhaps"), Form.from("x").feed(""),
                Form.from("x").feed("sku,title\n"), Form.from("x").feed(new byte[]{(byte) 0x89, 'P', 'N', 'G', 0}),
                Form.from("x").taxonomy("nothing of the kind"), Form.from("x").taxonomy(""),
                Form.from("x").feed("<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel/></rss>"),
                Form.from("x").feed(new byte[]{0x1F, (byte) 0x8B, 8}))) {
            var answer = this.client.upload(wrong);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(answer.body()).contains("\"pointer\"");
        }
    }

    @Test
    void refusesAnUploadOverTheLimit() {
        var answer = this.client.upload(Form.from("large").feed(new byte[3_000_000]));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("urn:aisle:problem:too-large");
    }

    @Test
    void aPackedFileThatIsCutOffFailsBeforeAnythingChanges() throws IOException {
        var rows = new StringBuilder(FEED);
        var random = new Random(1);
        for (int i = 0; i < 30_000; i++) {
            rows.append("cut-%d\t%x\tCut Shelf\n".formatted(i, random.nextLong()));
        }
        var packed = gzip(rows.toString().getBytes(StandardCharsets.UTF_8));
        var run = this.client.run(Form.from("cut").feed(Arrays.copyOf(packed, packed.length / 2)), "failed");

        assertThat(this.client.get(run).path("problem").asString()).contains("cut off");
        assertThat(this.client.rejectedRows(run).path(0).path("kind").asString()).isEqualTo("unreadable");
        assertThat(this.sync.sql("SELECT count(*) FROM command.published_product").query(Long.class).single())
                .isZero();
        assertThat(this.sync.sql("SELECT count(*) FROM command.published_category").query(Long.class).single())
                .isZero();
    }

    @Test
    void aPackedBombStopsAtTheLimit() throws IOException {
        var run = this.client.run(Form.from("bomb")
                .feed(gzip((FEED + "1\t" + "x".repeat(20_000_000) + "\t\n").getBytes(StandardCharsets.UTF_8))),
                "failed");

        assertThat(this.client.get(run).path("problem").asString()).contains("aisle.import.max-unpacked-size");
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

}
