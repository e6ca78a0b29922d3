package dev.aisle.sync.imports.format;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Splits tab-separated text into records: a field that begins with a quote goes to the
 * next single quote, whatever tabs and line breaks lie between, and two quotes stand for
 * one. A record that breaks this, or is larger than the limit, costs its own first line
 * and no more: reading goes on with the next line, since the characters of a record are
 * kept until it has been understood. So a quote that is never closed can't swallow the
 * file, nor the memory.
 */
final class TsvRecords {

    private static final int END = -1;

    private static final int TOO_LARGE = -2;

    private final Reader in;

    private final int limit;

    private char[] buffer = new char[16 * 1024];

    private int start;

    private int end;

    private boolean ended;

    private long line = 1;

    TsvRecords(Reader in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /**
     * One record.
     *
     * @param line where it begins
     * @param cells its cells, as many as were asked for at most
     * @param width how many cells it has
     * @param problem what is wrong with its form, or null
     * @param problemCell the number of the cell at which that is, 0 for the first
     * @param last whether the file ends with it, without a line break
     */
    record Cells(long line, List<String> cells, int width, Finding.@Nullable Kind problem, int problemCell,
            boolean last) {

    }

    /** Gives the next record that isn't an empty line, or null at the end. */
    @Nullable
    Cells next(int maxCells) throws IOException {
        while (true) {
            if (at(this.start) == END) {
                return null;
            }
            var cells = read(maxCells);
            if (cells.problem() != null || cells.width() > 1 || !cells.cells().getFirst().isBlank()) {
                return cells;
            }
        }
    }

    private Cells read(int maxCells) throws IOException {
        var cells = new ArrayList<String>(Math.min(maxCells, 64));
        long first = this.line;
        int width = 0;
        int from = 0;
        while (true) {
            int to;
            String value;
            if (at(this.start + from) == '"') {
                to = closingQuote(from + 1);
                if (to < 0) {
                    return broken(first, cells, width, to == END ? Finding.Kind.QUOTES : Finding.Kind.TOO_LARGE);
                }
                value = unquoted(from + 1, to);
                to++;
                if (!endsCell(at(this.start + to))) {
                    return broken(first, cells, width, Finding.Kind.QUOTES);
                }
            } else {
                to = from;
                while (!endsCell(at(this.start + to))) {
                    to++;
                }
                value = new String(this.buffer, this.start + from, to - from);
            }
            int next = at(this.start + to);
            if (next == TOO_LARGE) {
                return broken(first, cells, width, Finding.Kind.TOO_LARGE);
            }
            width++;
            if (width <= maxCells) {
                cells.add(value);
            }
            if (next != '\t') {
                consume(next == END ? to : to + lineBreak(to));
                return new Cells(first, cells, width, null, 0, next == END);
            }
            from = to + 1;
        }
    }

    /** Finds the quote that closes a field, or END or TOO_LARGE. */
    private int closingQuote(int from) throws IOException {
        int to = from;
        while (true) {
            int c = at(this.start + to);
            if (c < 0) {
                return c;
            }
            if (c != '"') {
                to++;
            } else if (at(this.start + to + 1) == '"') {
                to += 2;
            } else {
                return to;
            }
        }
    }

    private String unquoted(int from, int to) {
        return new String(this.buffer, this.start + from, to - from).replace("\"\"", "\"");
    }

    private static boolean endsCell(int c) {
        return c == '\t' || c == '\n' || c == '\r' || c < 0;
    }

    private int lineBreak(int at) throws IOException {
        return at(this.start + at) == '\r' && at(this.start + at + 1) == '\n' ? 2 : 1;
    }

    private Cells broken(long first, List<String> cells, int width, Finding.Kind problem) throws IOException {
        var left = new ArrayList<>(cells);
        left.add(new String(this.buffer, this.start, Math.min(this.end - this.start, 240)));
        boolean last = skipLine();
        return new Cells(first, left, width + 1, problem, width, last);
    }

    /** Goes to the next line, of which none may be in the buffer yet. */
    private boolean skipLine() throws IOException {
        int to = 0;
        while (true) {
            int c = at(this.start + to);
            if (c == END) {
                consume(to);
                return true;
            }
            if (c == TOO_LARGE) {
                this.start += to;
                to = 0;
            } else if (c == '\n' || c == '\r') {
                consume(to + lineBreak(to));
                return false;
            } else {
                to++;
            }
        }
    }

    private void consume(int length) {
        for (int i = this.start; i < this.start + length; i++) {
            char c = this.buffer[i];
            if (c == '\n' || (c == '\r' && !(i + 1 < this.end && this.buffer[i + 1] == '\n'))) {
                this.line++;
            }
        }
        this.start += length;
    }

    /** The character at an index of the buffer, which is filled and grown as needed. */
    private int at(int index) throws IOException {
        int wanted = index - this.start;
        while (this.start + wanted >= this.end) {
            if (this.ended) {
                return END;
            }
            if (wanted >= this.limit) {
                return TOO_LARGE;
            }
            fill();
        }
        return this.buffer[this.start + wanted];
    }

    private void fill() throws IOException {
        if (this.start > 0) {
            System.arraycopy(this.buffer, this.start, this.buffer, 0, this.end - this.start);
            this.end -= this.start;
            this.start = 0;
        }
        if (this.end == this.buffer.length) {
            this.buffer = Arrays.copyOf(this.buffer, this.buffer.length * 2);
        }
        int count = this.in.read(this.buffer, this.end, this.buffer.length - this.end);
        if (count < 0) {
            this.ended = true;
        } else {
            this.end += count;
        }
    }

}
