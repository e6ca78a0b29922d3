package dev.aisle.durability;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.sql.DataSource;

import dev.aisle.oracle.HttpAnswer;
import dev.aisle.oracle.HttpCaller;

/** What editors were promised, and whether it was kept. */
final class Promises {

    /** How many acknowledged commands of a round are sent once more. */
    private static final int REPEATED = 10;

    private final List<Acknowledged> acknowledged = new ArrayList<>();

    private int repeated;

    private int settledByRetry;

    void add(List<Acknowledged> more) {
        this.acknowledged.addAll(more);
    }

    int count() {
        return this.acknowledged.size();
    }

    int settledByRetry() {
        return this.settledByRetry;
    }

    int repeated() {
        return this.repeated;
    }

    /** Everything that was ever acknowledged is in the journal, and the journal is whole. */
    List<String> broken(DataSource database) throws SQLException {
        var broken = new ArrayList<String>();
        try (Connection connection = database.getConnection()) {
            var positions = new HashSet<Long>();
            var requests = new HashSet<String>();
            try (var events = connection.createStatement()
                    .executeQuery("SELECT position, request_id FROM command.journal")) {
                while (events.next()) {
                    positions.add(events.getLong(1));
                    requests.add(events.getString(2));
                }
            }
            for (Acknowledged promise : this.acknowledged) {
                // before the first event there is none to be lost
                if (promise.token().position() > 0 && !positions.contains(promise.token().position())) {
                    broken.add("the event at the position of this token is lost: " + promise);
                }
                if (promise.changes() && !requests.contains(promise.requestId())) {
                    broken.add("no event has the id of this request: " + promise);
                }
            }
            try (var gaps = connection.createStatement().executeQuery("""
                    SELECT stream_type, stream_id, count(*), max(stream_version)
                      FROM command.journal
                     GROUP BY stream_type, stream_id
                    HAVING count(*) <> max(stream_version)
                        OR count(DISTINCT stream_version) <> count(*)
                    """)) {
                while (gaps.next()) {
                    broken.add("stream %s %s has %d events up to version %d".formatted(gaps.getString(1),
                            gaps.getString(2), gaps.getLong(3), gaps.getLong(4)));
                }
            }
        }
        return broken;
    }

    /**
     * Sends unanswered commands again, and some that were answered: each has its effect
     * once, and its first answer stands.
     */
    List<String> repeat(EditingLoad load, HttpCaller http, DataSource database) throws Exception {
        var broken = new ArrayList<String>();
        for (Command command : load.unanswered()) {
            HttpAnswer answer = again(command, http);
            if (answer.status() >= 500) {
                broken.add("the retry of %s was answered %s".formatted(command, answer));
            }
            this.settledByRetry++;
            if (events(database, command.requestId()) > 0 && events(database, command.idOfRetry()) > 0) {
                broken.add("carried out twice: " + command);
            }
            if (command.changes()
                    && events(database, command.requestId()) + events(database, command.idOfRetry()) == 0) {
                broken.add("not carried out by its retry either: %s: %s".formatted(command, answer));
            }
        }
        List<Acknowledged> answered = load.acknowledged();
        for (Acknowledged promise : answered.subList(Math.max(0, answered.size() - REPEATED), answered.size())) {
            HttpAnswer answer = again(promise.command(), http);
            this.repeated++;
            if (!answer.text().equals(promise.body())
                    || events(database, promise.command().idOfRetry()) > 0) {
                broken.add("sent again, %s was answered otherwise: %s".formatted(promise, answer));
            }
        }
        return broken;
    }

    private static HttpAnswer again(Command command, HttpCaller http) throws Exception {
        return http.admin(command.method(), command.path(), command.headers(command.idOfRetry()), command.body());
    }

    private static int events(DataSource database, String requestId) throws SQLException {
        try (Connection connection = database.getConnection();
                var count = connection.prepareStatement("SELECT count(*) FROM command.journal WHERE request_id = ?")) {
            count.setString(1, requestId);
            try (var rows = count.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

}
