package dev.aisle.sync.imports;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.sync.jobs.RejectedRows;

/** What was wrong with an import's rows, to be downloaded. */
@Component
class ImportRejectedRows implements RejectedRows {

    private static final MediaType TSV = MediaType.parseMediaType("text/tab-separated-values;charset=UTF-8");

    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");

    private static final int FETCH = 1_000;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final JsonMapper json;

    ImportRejectedRows(@Qualifier("syncJdbc") JdbcClient jdbc,
            @Qualifier("syncTransactionManager") PlatformTransactionManager transactions, JsonMapper json) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
        this.json = json;
    }

    @Override
    public String job() {
        return ImportCatalogJobConfiguration.JOB;
    }

    @Override
    public List<MediaType> formats() {
        return List.of(MediaType.APPLICATION_JSON, TSV, CSV);
    }

    @Override
    public void write(Map<String, String> parameters, MediaType format, OutputStream out) throws IOException {
        long importId = Long.parseLong(parameters.getOrDefault(ImportCatalogJobConfiguration.IMPORT, "0"));
        if (format.equals(MediaType.APPLICATION_JSON)) {
            writeJson(importId, out);
        } else {
            writeText(importId, format.equals(TSV) ? CSVFormat.TDF : CSVFormat.RFC4180, out);
        }
    }

    private void writeText(long importId, CSVFormat format, OutputStream out) throws IOException {
        var printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), format);
        printer.printRecord("file", "line", "column", "severity", "kind", "reason", "value");
        each(importId, row -> printer.printRecord(row.getString("file"), row.getLong("line"),
                row.getString("column_name"), row.getString("severity"), row.getString("kind"),
                row.getString("reason"), row.getString("excerpt")));
        printer.flush();
    }

    private void writeJson(long importId, OutputStream out) {
        try (var generator = this.json.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeArrayPropertyStart("rejectedRows");
            each(importId, row -> writeJson(row, generator));
            generator.writeEndArray();
            generator.writeEndObject();
        }
    }

    private static void writeJson(ResultSet row, JsonGenerator generator) throws SQLException {
        generator.writeStartObject();
        generator.writeStringProperty("file", row.getString("file"));
        generator.writeNumberProperty("line", row.getLong("line"));
        generator.writeStringProperty("column", row.getString("column_name"));
        generator.writeStringProperty("severity", row.getString("severity"));
        generator.writeStringProperty("kind", row.getString("kind"));
        generator.writeStringProperty("reason", row.getString("reason"));
        generator.writeStringProperty("value", row.getString("excerpt"));
        generator.writeEndObject();
    }

    /** Writes one row. */
    @FunctionalInterface
    private interface RowWriter {

        void write(ResultSet row) throws SQLException, IOException;

    }

    /** A cursor, and so some rows at a time, needs a transaction. */
    private void each(long importId, RowWriter writer) {
        this.transaction.executeWithoutResult(_ -> this.jdbc.sql("""
                SELECT file, line, column_name, severity, kind, reason, excerpt
                  FROM sync.import_finding
                 WHERE import_id = :import
                 ORDER BY file DESC, record, column_name, kind""").withFetchSize(FETCH).param("import", importId)
                .query(row -> {
                    try {
                        writer.write(row);
                    } catch (IOException ex) {
                        throw new UncheckedIOException(ex);
                    }
                }));
    }

}
