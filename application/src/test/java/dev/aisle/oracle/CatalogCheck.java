package dev.aisle.oracle;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

import static org.awaitility.Awaitility.await;

/** Compares a whole running catalog with the fold of its journal. */
public final class CatalogCheck {

    private CatalogCheck() {}

    /**
     * Waits until all events are projected and published, then asks the storefront for
     * everything there ever was. No window may open or close meanwhile.
     * @param http the application
     * @param database its database
     * @return what was wrong, in words
     */
    public static List<String> differences(HttpCaller http, DataSource database)
            throws SQLException, InterruptedException {
        Settled settled = Settled.await(database);
        await().until(() -> http.get("/v1/categories?depth=1").header("Aisle-As-Of"),
                asOf -> asOf != null && !Instant.parse(asOf).isBefore(settled.settledTime()));
        var state = new CatalogState(_ -> true);
        var everything = new Everything();
        for (JournalRow row : new Journal(database).after(0)) {
            state.apply(row);
            everything.remember(row, state);
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            var oracle = new StorefrontOracle(state, settled.time(), "USD");
            return new StorefrontComparison(http, threads, _ -> true, oracle, Map.of(), new Coverage())
                    .compare(everything, 1)
                    .stream()
                    .map(Object::toString)
                    .toList();
        }
    }

}
