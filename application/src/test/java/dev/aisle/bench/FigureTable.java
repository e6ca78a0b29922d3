package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A table of figures: printed, and put between its markers in bench/README.md. */
final class FigureTable {

    private static final Path README = Path.of("bench", "README.md");

    private final String name;

    private final List<String> lines = new ArrayList<>();

    FigureTable(String name) {
        this.name = name;
        this.lines.add("| measured | figure | wanted |");
        this.lines.add("| --- | --- | --- |");
    }

    /** Adds a row; an empty wish means that the figure is only reported. */
    FigureTable row(String measured, String figure, String wanted) {
        this.lines.add("| %s | %s | %s |".formatted(measured, figure, wanted.isEmpty() ? "–" : wanted));
        System.out.printf("%s: %s%s%n", measured, figure, wanted.isEmpty() ? "" : " (wanted: " + wanted + ")");
        return this;
    }

    /** Adds a row that tells whether it is as wanted. */
    FigureTable row(String measured, String figure, String wanted, boolean met) {
        return row(measured, figure, wanted + (met ? ": met" : ": **not met**"));
    }

    void finish(BenchmarkOptions options) throws IOException {
        var table = String.join("\n", this.lines);
        System.out.println(table);
        if (options.write() && !options.smoke()) {
            write(table);
        }
    }

    private void write(String table) throws IOException {
        var begin = "<!-- " + this.name + " -->";
        var end = "<!-- /" + this.name + " -->";
        var text = Files.readString(README);
        int from = text.indexOf(begin);
        int until = text.indexOf(end);
        if (from < 0 || until < from) {
            throw new IOException("%s has no markers %s and %s".formatted(README, begin, end));
        }
        Files.writeString(README,
                text.substring(0, from + begin.length()) + "\n" + table + "\n" + text.substring(until));
    }

}
