package dev.aisle.sync.imports.format;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.aisle.sync.imports.format.Finding.Kind;

/**
 * A taxonomy as text, line by line: {@code id - A > B} as Google writes it, or
 * {@code gid://…/id : A > B} as Shopify does. Empty lines and those that begin with
 * {@code #} say nothing.
 */
public final class TaxonomyReader implements Closeable {

    private static final int MAX_LINE = 16 * 1024;

    private static final Pattern LINE = Pattern.compile("(\\S{1,400})\\s+[-:]\\s+(.*)", Pattern.DOTALL);

    private final BufferedReader in;

    private long line;

    /**
     * @param content the taxonomy, unpacked; closed with this
     */
    public TaxonomyReader(InputStream content) {
        this.in = new BufferedReader(new Utf8Reader(content), 32 * 1024);
    }

    /** What a line says. */
    public sealed interface Entry {

        /** Its line, 1 for the first. */
        long line();

        /**
         * A category.
         *
         * @param line its line
         * @param id its id as the file writes it, of a gid the last segment
         * @param path the names from the root to its own
         */
        record Category(long line, String id, CategoryPath path) implements Entry {}

        /**
         * A line that couldn't be read.
         *
         * @param finding what is wrong
         */
        record Bad(Finding finding) implements Entry {

            @Override
            public long line() {
                return this.finding.line();
            }
        }

    }

    /**
     * Reads on.
     * @return the next category or bad line, or null at the end
     * @throws UnreadableFileException if nothing further can be read
     * @throws IOException if the content can't be had
     */
    public @Nullable Entry next() throws IOException {
        while (true) {
            var text = readLine();
            if (text == null) {
                return null;
            }
            this.line++;
            if (text.length() > MAX_LINE) {
                return bad(Kind.TOO_LARGE, "the line is longer than %,d characters".formatted(MAX_LINE), text);
            }
            var trimmed = Names.trim(text);
            if (!trimmed.isEmpty() && trimmed.charAt(0) != '#') {
                return read(trimmed);
            }
        }
    }

    /** Reads a line, and of a line that is too long one character more than it may have. */
    private @Nullable String readLine() throws IOException {
        var text = new StringBuilder();
        int c = this.in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n' && c != '\r') {
            if (text.length() <= MAX_LINE) {
                text.append((char) c);
            }
            c = this.in.read();
        }
        if (c == '\r') {
            this.in.mark(1);
            if (this.in.read() != '\n') {
                this.in.reset();
            }
        }
        return text.toString();
    }

    private Entry read(String text) {
        var fault = Names.fault(text);
        if (fault != null) {
            return bad(Kind.ENCODING, fault, text);
        }
        var match = LINE.matcher(text);
        if (!match.matches()) {
            return bad(Kind.SYNTAX, "the line doesn't read as 'id - A > B' or 'gid://…/id : A > B'", text);
        }
        var gid = match.group(1);
        var id = gid.startsWith("gid://") ? gid.substring(gid.lastIndexOf('/') + 1) : gid;
        if (id.isEmpty()) {
            return bad(Kind.MISSING, "the gid has no id after its last '/'", text);
        }
        var path = CategoryPath.parse(match.group(2));
        return path.fault() != null ? bad(Kind.INVALID, path.fault(), text)
                : new Entry.Category(this.line, id, path);
    }

    private Entry bad(Kind kind, String reason, String text) {
        return new Entry.Bad(new Finding(this.line, this.line, "", kind, reason, text));
    }

    @Override
    public void close() throws IOException {
        this.in.close();
    }

}
