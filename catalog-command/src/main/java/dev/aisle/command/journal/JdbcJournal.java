package dev.aisle.command.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

import dev.aisle.command.Caller;
import dev.aisle.command.stream.NewEvent;
import dev.aisle.command.stream.StreamType;
import dev.aisle.kernel.ConsistencyToken;

@Component
final class JdbcJournal implements Journal {

    private static final String APPEND = """
            WITH appended AS (
                INSERT INTO command.journal
                       (stream_type, stream_id, stream_version, type, schema_version, payload, bulk, actor, request_id)
                SELECT e.stream_type, e.stream_id, e.stream_version, e.type, e.schema_version, e.payload::json,
                       :bulk, :actor, :requestId
                  FROM unnest(:streamTypes::text[], :streamIds::text[], :streamVersions::bigint[], :types::text[],
                              :schemaVersions::smallint[], :payloads::text[])
                       WITH ORDINALITY AS e (stream_type, stream_id, stream_version, type, schema_version, payload, n)
                 ORDER BY e.n
                RETURNING position
            ), head AS (
                SELECT (SELECT epoch FROM command.catalog) AS epoch, max(position) AS position
                  FROM appended
            )
            """;

    private static final String HEAD = """
            WITH head AS (
                SELECT (SELECT epoch FROM command.catalog)                     AS epoch,
                       (SELECT coalesce(max(position), 0) FROM command.journal) AS position
            )
            """;

    private static final String KEEP_ANSWER = """
            , kept AS (
                UPDATE command.idempotency_key
                   SET answer = :answer::json, epoch = head.epoch, position = head.position
                  FROM head
                 WHERE actor = :actor
                   AND key = :key
            )
            """;

    private static final String TOKEN = """
            SELECT epoch, position
              FROM head
            """;

    /** The trigger leaves how many seconds it waited for the journal's lock. */
    private static final String TOKEN_AND_WAIT = """
            SELECT epoch, position, current_setting('aisle.journal_wait')::double precision AS waited
              FROM head
            """;

    private final JdbcClient jdbc;

    private final EventCodec codec = new EventCodec();

    private final JournalMetrics metrics;

    JdbcJournal(@Qualifier("commandJdbc") JdbcClient jdbc, JournalMetrics metrics) {
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    @Override
    public ConsistencyToken append(List<NewEvent> events, Caller caller, boolean bulk,
            @Nullable KeptAnswer answer) {
        int n = events.size();
        var streamTypes = new String[n];
        var streamIds = new String[n];
        var streamVersions = new Long[n];
        var types = new String[n];
        var schemaVersions = new Short[n];
        var payloads = new String[n];
        for (int i = 0; i < n; i++) {
            var event = events.get(i).event();
            var type = EventType.of(event);
            streamTypes[i] = StreamType.of(event).word();
            streamIds[i] = StreamType.idOf(event);
            streamVersions[i] = events.get(i).version();
            types[i] = type.word();
            schemaVersions[i] = type.schemaVersion();
            payloads[i] = this.codec.write(event);
        }
        var appended = run(APPEND, TOKEN_AND_WAIT, caller, answer,
                Map.of("bulk", bulk, "requestId", caller.requestId(), "streamTypes",
                        streamTypes, "streamIds", streamIds, "streamVersions", streamVersions, "types", types,
                        "schemaVersions", schemaVersions, "payloads", payloads))
                .query((row, number) -> {
                    this.metrics.appended(n, row.getDouble("waited"));
                    return token(row, number);
                });
        return appended.single();
    }

    @Override
    public ConsistencyToken head(Caller caller, @Nullable KeptAnswer answer) {
        return run(HEAD, TOKEN, caller, answer, Map.of()).query(JdbcJournal::token).single();
    }

    private StatementSpec run(String sql, String select, Caller caller, @Nullable KeptAnswer answer,
            Map<String, ?> params) {
        var statement = this.jdbc.sql(sql + ((answer != null) ? KEEP_ANSWER : "") + select)
                .params(params)
                .param("actor", caller.actor());
        if (answer != null) {
            statement = statement.param("key", answer.key()).param("answer", answer.json());
        }
        return statement;
    }

    private static ConsistencyToken token(ResultSet row, int n) throws SQLException {
        return new ConsistencyToken(row.getLong("epoch"), row.getLong("position"));
    }

}
