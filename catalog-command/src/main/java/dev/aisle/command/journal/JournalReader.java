package dev.aisle.command.journal;

import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import dev.aisle.command.stream.Times;
import dev.aisle.kernel.ProductId;

/** Reads the journal for those who fold it. */
@Component
public class JournalReader {

    private static final int FETCH = 1_000;

    private static final String COLUMNS = """
            SELECT position, stream_version, type, payload, recorded_at
              FROM command.journal
            """;

    private static final String OF_CATEGORIES = COLUMNS + """
             WHERE stream_type = 'category'
               AND position > :after
             ORDER BY position
            """;

    /** By the partitions' indexes of streams. */
    private static final String OF_PRODUCTS = COLUMNS + """
             WHERE stream_id = ANY (:ids::text[])
               AND stream_type IN ('product', 'stock', 'price')
               AND position > :after
             ORDER BY position
            """;

    private final JdbcClient jdbc;

    private final EventCodec codec = new EventCodec();

    JournalReader(@Qualifier("commandJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The newest position.
     * @return 0 before the first event
     */
    public long head() {
        return this.jdbc.sql("SELECT coalesce(max(position), 0) FROM command.journal").query(Long.class).single();
    }

    /**
     * Reads the events of categories in order; within a transaction they come piece by piece.
     * @param after the position to begin after
     * @param each takes one event after the other
     */
    public void ofCategories(long after, Consumer<RecordedEvent> each) {
        read(this.jdbc.sql(OF_CATEGORIES), after, each);
    }

    /**
     * Reads the events of products, their stock and prices, in order.
     * @param ids which products
     * @param after the position to begin after
     * @param each takes one event after the other
     */
    public void ofProducts(Collection<ProductId> ids, long after, Consumer<RecordedEvent> each) {
        read(this.jdbc.sql(OF_PRODUCTS).param("ids", ids.stream().map(ProductId::value).toArray(String[]::new)), after,
                each);
    }

    private void read(JdbcClient.StatementSpec events, long after, Consumer<RecordedEvent> each) {
        events.param("after", after).withFetchSize(FETCH).query(row -> {
            each.accept(new RecordedEvent(row.getLong("position"), row.getLong("stream_version"),
                    this.codec.read(row.getString("type"), row.getString("payload")),
                    Objects.requireNonNull(Times.instant(row, "recorded_at"))));
        });
    }

}
