package dev.aisle.command.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
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

    /**
     * In the same message as the append: whoever holds the journal's lock waits for no answer of ours, however long
     * this process gets no processor. A failed append is not followed by it.
     */
    private static final String COMMIT = ";\nCOMMIT";

    private final NamedParameterJdbcTemplate jdbc;

    private final EventCodec codec = new EventCodec();

    private final JournalMetrics metrics;

    JdbcJournal(@Qualifier("commandDataSource") DataSource dataSource, JournalMetrics metrics) {
        this.jdbc = new NamedParameterJdbcTemplate(dataSource);
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
        var params = params(caller, answer).addValue("bulk", bulk).addValue("requestId", caller.requestId())
                .addValue("streamTypes", streamTypes).addValue("streamIds", streamIds)
                .addValue("streamVersions", streamVersions).addValue("types", types)
                .addValue("schemaVersions", schemaVersions).addValue("payloads", payloads);
        var token = this.jdbc.execute(sql(APPEND, answer, TOKEN_AND_WAIT) + COMMIT, params, statement -> {
            statement.execute();
            try (var row = statement.getResultSet()) {
                row.next();
                this.metrics.appended(n, row.getDouble("waited"));
                return token(row, 0);
            }
        });
        return Objects.requireNonNull(token);
    }

    @Override
    public ConsistencyToken head(Caller caller, @Nullable KeptAnswer answer) {
        var token = this.jdbc.queryForObject(sql(HEAD, answer, TOKEN), params(caller, answer), JdbcJournal::token);
        return Objects.requireNonNull(token);
    }

    private static String sql(String head, @Nullable KeptAnswer answer, String select) {
        return head + ((answer != null) ? KEEP_ANSWER : "") + select;
    }

    private static MapSqlParameterSource params(Caller caller, @Nullable KeptAnswer answer) {
        var params = new MapSqlParameterSource("actor", caller.actor());
        return (answer == null) ? params : params.addValue("key", answer.key()).addValue("answer", answer.json());
    }

    private static ConsistencyToken token(ResultSet row, int n) throws SQLException {
        return new ConsistencyToken(row.getLong("epoch"), row.getLong("position"));
    }

}
