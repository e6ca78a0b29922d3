package dev.aisle.command.journal;

import java.util.List;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.WorkingSet;
import dev.aisle.command.stream.WorkingSet.Row;

/** Remembers how far the streams of deleted things have come, so that an id made again goes on from there. */
@Component
public class EndedStreams {

    private static final String REMEMBER = """
            INSERT INTO command.deleted_stream (stream_type, stream_id, version)
            SELECT :type, e.id, e.version
              FROM unnest(:ids::text[], :versions::bigint[]) AS e (id, version)
                ON CONFLICT (stream_type, stream_id) DO UPDATE SET version = excluded.version
            """;

    private static final String FORGET = """
            DELETE FROM command.deleted_stream
             WHERE stream_type = :type
               AND stream_id = ANY (:ids::text[])
            """;

    private final JdbcClient jdbc;

    EndedStreams(@Qualifier("commandJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Writes which streams have ended and which go on.
     * @param type the streams' kind
     * @param streams what a command made of them
     */
    public void write(StreamType type, WorkingSet<?, ?> streams) {
        var ended = streams.deleted();
        if (!ended.isEmpty()) {
            this.jdbc.sql(REMEMBER)
                    .param("type", type.word())
                    .param("ids", ids(ended))
                    .param("versions", ended.stream().map(Row::version).toArray(Long[]::new))
                    .update();
        }
        var resumed = streams.inserted().stream().filter(row -> row.base() > 0).toList();
        if (!resumed.isEmpty()) {
            this.jdbc.sql(FORGET).param("type", type.word()).param("ids", ids(resumed)).update();
        }
    }

    private static String[] ids(List<? extends Row<?, ?>> rows) {
        return rows.stream().map(row -> row.key().toString()).toArray(String[]::new);
    }

}
