package dev.aisle.sync.imports;

import java.util.List;
import java.util.function.Function;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.aisle.sync.imports.format.Finding;

/** What was wrong with an import's rows. */
@Repository
class Findings {

    private final JdbcClient jdbc;

    Findings(@Qualifier("syncJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds findings; one that is there already, since its chunk ran before, stays as it is. */
    void add(long importId, FileKind file, List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        this.jdbc
                .sql("""
                        INSERT INTO sync.import_finding (import_id, file, record, column_name, kind, severity, line, reason, excerpt)
                        SELECT :import, :file, f.*
                          FROM unnest(:records, :columns, :kinds, :severities, :lines, :reasons, :excerpts) AS f
                        ON CONFLICT DO NOTHING""")
                .param("import", importId)
                .param("file", file.code())
                .param("records", findings.stream().map(Finding::row).toArray(Long[]::new))
                .param("columns", texts(findings, Finding::column))
                .param("kinds", texts(findings, f -> f.kind().code()))
                .param("severities", texts(findings, f -> f.kind().severity().code()))
                .param("lines", findings.stream().map(Finding::line).toArray(Long[]::new))
                .param("reasons", texts(findings, Finding::reason))
                .param("excerpts", texts(findings, Finding::excerpt))
                .update();
    }

    private static String[] texts(List<Finding> findings, Function<Finding, String> text) {
        return findings.stream().map(text).toArray(String[]::new);
    }

    void clear(long importId) {
        this.jdbc.sql("DELETE FROM sync.import_finding WHERE import_id = :import").param("import", importId).update();
    }

}
