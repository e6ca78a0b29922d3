package dev.aisle.command.journal;

import java.util.Objects;
import java.util.function.Consumer;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.stream.Times;

/** Reads the journal from its beginning. */
@Component
public class JournalReader {

    private static final int FETCH = 1_000;

    private static final String ALL = """
            SELECT position, stream_version, type, payload, recorded_at
              FROM command.journal
             ORDER BY position
            """;

    private final JdbcClient jdbc;

    private final EventCodec codec = new EventCodec();

    JournalReader(@Qualifier("commandJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Reads all events in order; within a transaction they come piece by piece.
     * @param each takes one event after the other
     */
    public void forEach(Consumer<RecordedEvent> each) {
        this.jdbc.sql(ALL).withFetchSize(FETCH).query(row -> {
            each.accept(new RecordedEvent(row.getLong("position"), row.getLong("stream_version"),
                    this.codec.read(row.getString("type"), row.getString("payload")),
                    Objects.requireNonNull(Times.instant(row, "recorded_at"))));
        });
    }

}
