package dev.aisle.sync.imports.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A product feed, row by row, in memory bounded by the largest row allowed. Column names
 * are lower-case with underscores, such as {@code image_link}.
 */
public sealed interface FeedReader extends Closeable permits TsvFeedReader, RssFeedReader {

    /** The attribute that identifies a product. */
    String ID = "id";

    /** The attributes that may have several values. */
    Set<String> LISTS = Set.of("additional_image_link", "product_type", "product_detail");

    /**
     * Opens a feed: XML when it begins with a {@code <}, else tab-separated values.
     * @param content the feed, unpacked; closed with the answer
     * @param maxRowSize the most characters of a row
     * @return a reader
     * @throws UnreadableFileException if it is neither
     * @throws IOException if it can't be read
     */
    static FeedReader open(InputStream content, int maxRowSize) throws IOException {
        var pushback = new PushbackInputStream(content, 512);
        var start = pushback.readNBytes(512);
        pushback.unread(start);
        int first = 0;
        if (start.length >= 3 && (start[0] & 0xFF) == 0xEF && (start[1] & 0xFF) == 0xBB && (start[2] & 0xFF) == 0xBF) {
            first = 3;
        }
        while (first < start.length && Character.isWhitespace(start[first])) {
            first++;
        }
        if (first == start.length && start.length < 512) {
            throw new UnreadableFileException(1, "the feed is empty");
        }
        return first < start.length && start[first] == '<' ? new RssFeedReader(pushback, maxRowSize)
                : new TsvFeedReader(pushback, maxRowSize);
    }

    /**
     * Reads on.
     * @return the next row, good or bad, or null at the end
     * @throws UnreadableFileException if nothing further can be read
     * @throws IOException if the content can't be had
     */
    @Nullable
    FeedRecord next() throws IOException;

    /**
     * The columns that the feed has: those of the header, or all attributes seen so far.
     * @return their names
     */
    Set<String> columns();

    /**
     * Whether it ended in the middle of a row; known at the end.
     * @return whether it seems cut off
     */
    boolean cutOff();

    @Override
    void close() throws IOException;

}
