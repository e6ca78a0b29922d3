package dev.aisle.command.journal;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.command.CommandRole;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.Times;
import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemException.Invalid;
import dev.aisle.kernel.ProblemType;

/** History: who changed what, and when. */
@RestController
@CommandRole
class JournalController {

    private static final int MAX_FIRST = 1_000;

    private static final int DEFAULT_FIRST = 100;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final String COLUMNS = """
            SELECT position, stream_type, stream_id, stream_version, type, schema_version, payload, bulk, actor,
                   request_id, recorded_at
              FROM command.journal
            """;

    private static final String ALL = COLUMNS + """
             WHERE position > :after
               AND position < :before
             ORDER BY position
             LIMIT :limit
            """;

    /** By the index of versions: a stream's events are in the order of both. */
    private static final String OF_STREAM = COLUMNS + """
             WHERE stream_id = :id
               AND stream_type = :type
               AND position > :after
               AND position < :before
             ORDER BY stream_version
             LIMIT :limit
            """;

    private static final String DROPPED = """
            SELECT first, next
              FROM command.journal_partition
             WHERE dropped_at IS NOT NULL
               AND next > :after + 1
             ORDER BY first
            """;

    private final JdbcClient jdbc;

    JournalController(@Qualifier("commandJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @GetMapping(path = "/admin/v1/journal", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Page> page(@RequestParam(name = "stream", required = false) @Nullable String stream,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "first", required = false) @Nullable String first) {
        boolean fromOldest = after == null || after.isEmpty();
        var kept = kept(number("after", after, 0, 0, Long.MAX_VALUE), fromOldest);
        int count = (int) number("first", first, DEFAULT_FIRST, 1, MAX_FIRST);
        var query = (stream == null || stream.isEmpty()) ? this.jdbc.sql(ALL)
                : this.jdbc.sql(OF_STREAM).param("type", type(stream).word()).param("id", id(stream));
        var found = query.param("after", kept.after())
                .param("before", kept.before())
                .param("limit", count + 1)
                .query((row, _) -> new Entry(row.getLong("position"),
                        row.getString("stream_type") + ":" + row.getString("stream_id"),
                        row.getLong("stream_version"), row.getString("type"), row.getInt("schema_version"),
                        row.getString("payload"), row.getBoolean("bulk"), row.getString("actor"),
                        row.getString("request_id"),
                        Objects.requireNonNull(Times.instant(row, "recorded_at")).toString()))
                .list();
        var events = found.subList(0, Math.min(count, found.size()));
        var page = new Page(events,
                new PageInfo(events.isEmpty() ? null : String.valueOf(events.getLast().position()),
                        found.size() > count),
                (fromOldest && kept.after() > 0) ? String.valueOf(kept.after()) : null);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(page);
    }

    /** Positions that are there: greater than {@code after}, less than {@code before}. */
    private record Kept(long after, long before) {

    }

    /** The page begins at the oldest event that is there, or where it was asked to; it ends where events were dropped. */
    private Kept kept(long after, boolean fromOldest) {
        long from = after;
        for (var dropped : this.jdbc.sql(DROPPED).param("after", after)
                .query((row, _) -> new Kept(row.getLong("first") - 1, row.getLong("next"))).list()) {
            if (dropped.after() > from) {
                return new Kept(from, dropped.after() + 1);
            }
            if (!fromOldest) {
                throw new ProblemException(ProblemType.ARCHIVED,
                        "Events up to position %d were archived and dropped: go on with after=%d, or have the job restore-journal put them back."
                                .formatted(dropped.before() - 1, dropped.before() - 1));
            }
            from = dropped.before() - 1;
        }
        return new Kept(from, Long.MAX_VALUE);
    }

    private static StreamType type(String stream) {
        int colon = stream.indexOf(':');
        var word = (colon < 0) ? "" : stream.substring(0, colon);
        return Arrays.stream(StreamType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> invalid("stream",
                        "stream must be type:id, the type one of "
                                + Arrays.stream(StreamType.values()).map(StreamType::word)
                                        .collect(Collectors.joining(", "))));
    }

    private static String id(String stream) {
        var id = stream.substring(stream.indexOf(':') + 1);
        if (!id.equals(CategoryChildrenOrdered.ROOTS) && !CategoryId.isValid(id)) {
            throw invalid("stream", "stream must be type:id, and what stands behind the colon is not an id");
        }
        return id;
    }

    private static long number(String name, @Nullable String text, long absent, long least, long most) {
        if (text == null || text.isEmpty()) {
            return absent;
        }
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) < least || Long.parseLong(text) > most) {
            throw invalid(name, "%s must be a number from %d to %d".formatted(name, least, most));
        }
        return Long.parseLong(text);
    }

    private static ProblemException invalid(String name, String detail) {
        return new ProblemException(ProblemType.INVALID, detail, List.of(new Invalid("/" + name, detail)), null);
    }

    /**
     * Some events, oldest first.
     *
     * @param events the events
     * @param pageInfo whether there are more
     * @param droppedUpTo if a page from the beginning was asked for that is there no more: the
     * newest position that is missing before it
     */
    record Page(List<Entry> events, PageInfo pageInfo,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String droppedUpTo) {

    }

    /**
     * Where the next page begins.
     *
     * @param endCursor what to pass as {@code after}
     * @param hasNextPage whether there is more
     */
    record PageInfo(@Nullable String endCursor, boolean hasNextPage) {

    }

    /**
     * One event.
     *
     * @param position its number in the journal
     * @param stream the stream's type and id
     * @param version its number in the stream
     * @param type its name
     * @param schemaVersion which shape its payload has
     * @param payload what happened
     * @param bulk whether it came with many others
     * @param actor who did it
     * @param requestId the request that did it
     * @param time when
     */
    record Entry(long position, String stream, long version, String type, int schemaVersion,
            @JsonRawValue String payload, boolean bulk, String actor, String requestId, String time) {

    }

}
