package dev.aisle.sync.imports.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.aisle.sync.imports.format.Finding.Kind;

/** A Merchant Center feed of tab-separated values: the first row names the columns, in any order. */
final class TsvFeedReader implements FeedReader {

    private static final int MAX_COLUMNS = 1_000;

    private final Utf8Reader in;

    private final TsvRecords records;

    private final List<String> header;

    private long row;

    private boolean cutOff;

    TsvFeedReader(InputStream content, int maxRowSize) throws IOException {
        this.in = new Utf8Reader(content);
        this.records = new TsvRecords(this.in, maxRowSize);
        this.header = readHeader();
    }

    private List<String> readHeader() throws IOException {
        var cells = this.records.next(MAX_COLUMNS);
        if (cells == null) {
            throw new UnreadableFileException(1, "the feed is empty");
        }
        if (cells.problem() != null || cells.width() > MAX_COLUMNS) {
            throw new UnreadableFileException(cells.line(),
                    "the first row can't be read as attribute names separated by tabs");
        }
        var names = cells.cells().stream().map(TsvFeedReader::columnName).toList();
        if (!names.contains(ID)) {
            throw new UnreadableFileException(cells.line(),
                    "the first row has no column 'id', it begins with '%s': a feed begins with its attribute names, separated by tabs"
                            .formatted(Finding.excerpt(String.join(" ", cells.cells()))));
        }
        var seen = new HashSet<String>();
        for (var name : names) {
            if (!name.isEmpty() && !seen.add(name) && !LISTS.contains(name)) {
                throw new UnreadableFileException(cells.line(),
                        "the first row names the column '%s' twice".formatted(Finding.excerpt(name)));
            }
        }
        return names;
    }

    static String columnName(String cell) {
        var name = Names.trim(cell).toLowerCase(Locale.ROOT).replace(' ', '_');
        return name.startsWith("g:") ? name.substring(2) : name;
    }

    @Override
    public @Nullable FeedRecord next() throws IOException {
        var cells = this.records.next(this.header.size());
        if (cells == null) {
            return null;
        }
        this.row++;
        if (cells.problem() != null) {
            this.cutOff |= cells.last();
            return malformed(cells, cells.problem());
        }
        if (cells.width() != this.header.size()) {
            return wrongWidth(cells);
        }
        return read(cells);
    }

    private FeedRecord malformed(TsvRecords.Cells cells, Kind problem) {
        var reason = (problem == Kind.TOO_LARGE) ? "the row is larger than allowed (aisle.import.max-row-size)"
                : "a quoted field doesn't end, or text follows its closing quote: quote the whole field and double each quote inside it";
        var column = cells.problemCell() < this.header.size() ? this.header.get(cells.problemCell()) : "";
        return bad(cells, column, problem, reason, cells.cells().getLast());
    }

    private FeedRecord wrongWidth(TsvRecords.Cells cells) {
        int columns = this.header.size();
        if (cells.width() > columns) {
            return bad(cells, "", Kind.COLUMNS,
                    "the row has %,d columns, the header has %d: quote a value that contains a tab"
                            .formatted(cells.width(), columns),
                    cells.cells().getFirst());
        }
        var reason = cells.last()
                ? "the row has %d of %d columns and the file ends there: it seems cut off, upload it again whole"
                : "the row has %d of %d columns: a feed has every column in every row, empty ones too";
        this.cutOff |= cells.last();
        return bad(cells, this.header.get(cells.width()), Kind.COLUMNS, reason.formatted(cells.width(), columns),
                cells.cells().getLast());
    }

    private FeedRecord read(TsvRecords.Cells cells) {
        Map<String, List<String>> values = HashMap.newHashMap(this.header.size());
        for (int i = 0; i < this.header.size(); i++) {
            var cell = cells.cells().get(i);
            var fault = Names.fault(cell);
            if (fault != null) {
                return bad(cells, this.header.get(i), Kind.ENCODING, fault, cell);
            }
            var value = Names.trim(cell);
            if (!value.isEmpty()) {
                var name = this.header.get(i);
                values.computeIfAbsent(name, _ -> new ArrayList<>(1))
                        .addAll(LISTS.contains(name) ? Values.split(value) : List.of(value));
            }
        }
        values.values().removeIf(List::isEmpty);
        return new FeedRecord.Row(this.row, cells.line(), values);
    }

    private FeedRecord bad(TsvRecords.Cells cells, String column, Kind kind, String reason, String excerpt) {
        int at = this.header.indexOf(ID);
        // Of a malformed row, the last cell is its raw text
        int known = (cells.problem() == null) ? cells.cells().size() : cells.problemCell();
        var id = (at < known) ? Names.trim(cells.cells().get(at)) : "";
        return new FeedRecord.Bad(id.isEmpty() || Names.fault(id) != null ? null : id,
                new Finding(this.row, cells.line(), column, kind, reason, excerpt));
    }

    @Override
    public Set<String> columns() {
        return new LinkedHashSet<>(this.header);
    }

    @Override
    public boolean cutOff() {
        return this.cutOff;
    }

    @Override
    public void close() throws IOException {
        this.in.close();
    }

}
