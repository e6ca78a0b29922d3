package dev.aisle.sync.imports.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import dev.aisle.sync.imports.format.FeedRecord.Bad;
import dev.aisle.sync.imports.format.FeedRecord.Row;

/** Makes feeds, and reads them to their end. */
final class Feeds {

    static final int MAX_ROW = 100_000;

    private Feeds() {}

    static FeedReader open(String text) throws IOException {
        return FeedReader.open(stream(text), MAX_ROW);
    }

    static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    static List<FeedRecord> readAll(FeedReader feed) throws IOException {
        var all = new ArrayList<FeedRecord>();
        for (var next = feed.next(); next != null; next = feed.next()) {
            all.add(next);
        }
        return all;
    }

    static List<FeedRecord> readAll(String text) throws IOException {
        return readAll(open(text));
    }

    static List<Row> rows(List<FeedRecord> records) {
        return records.stream().filter(Row.class::isInstance).map(Row.class::cast).toList();
    }

    static List<Finding> findings(List<FeedRecord> records) {
        return records.stream().filter(Bad.class::isInstance).map(r -> ((Bad) r).finding()).toList();
    }

    static byte[] gzip(byte[] content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    static String rss(String items) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title>
                %s</channel></rss>
                """.formatted(items);
    }

    /** A stream of endless text: what repeats, after a beginning and before an end. */
    static InputStream huge(String begin, String repeated, long times, String end) {
        return new InputStream() {
            private byte[] now = begin.getBytes(StandardCharsets.UTF_8);
            private final byte[] repeat = repeated.getBytes(StandardCharsets.UTF_8);
            private int at;
            private long left = times;

            @Override
            public int read() {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                while (this.at == this.now.length) {
                    if (this.left < 0) {
                        return -1;
                    }
                    this.now = (this.left-- > 0) ? this.repeat : end.getBytes(StandardCharsets.UTF_8);
                    this.at = 0;
                }
                int count = Math.min(length, this.now.length - this.at);
                System.arraycopy(this.now, this.at, target, offset, count);
                this.at += count;
                return count;
            }
        };
    }

    /** The folder of real catalogs beside the checkout, where there is one. */
    static Optional<Path> sharedData() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var data = folder.resolve("shared/data");
            if (Files.isDirectory(data)) {
                return Optional.of(data);
            }
        }
        return Optional.empty();
    }

}
