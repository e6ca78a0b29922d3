package dev.aisle.query.http;

import java.time.Instant;
import java.util.function.Consumer;

import dev.aisle.query.cache.ReadyBodies;
import dev.aisle.query.json.Rendered;
import dev.aisle.query.readmodel.Snapshot;
import dev.aisle.query.surrogate.SurrogateKeys;

/** What a storefront path answers with. Nothing displayed at a path is no answer: it is empty, a 404. */
public sealed interface Answer {

    /**
     * The data is as it was at that time, or newer.
     * @return the settled time of the read model
     */
    Instant asOf();

    /**
     * By which keys proxies know what it shows.
     * @return adds the keys; called only if there are such proxies
     */
    Consumer<SurrogateKeys> keys();

    /**
     * A body.
     *
     * @param body the body
     * @param asOf the data is as it was at that time, or newer
     * @param keys adds the keys of what it shows
     * @param provisional whether something is missing in it that should be there: nobody should keep it for long
     */
    record Body(Rendered body, Instant asOf, Consumer<SurrogateKeys> keys, boolean provisional) implements Answer {

        /**
         * A body in which nothing is known to be missing.
         * @param body the body
         * @param asOf the data is as it was at that time, or newer
         * @param keys adds the keys of what it shows
         */
        public Body(Rendered body, Instant asOf, Consumer<SurrogateKeys> keys) {
            this(body, asOf, keys, false);
        }
    }

    /**
     * The thing stands elsewhere now, for good.
     *
     * @param location a path, percent-encoded
     * @param asOf the data is as it was at that time, or newer
     * @param keys adds the keys of what decided that
     */
    record Moved(String location, Instant asOf, Consumer<SurrogateKeys> keys) implements Answer {}

    /**
     * A body read from the database just now.
     * @param body the body
     * @param at the state that was read
     * @param keys adds the keys of what it shows
     * @param provisional whether something is missing in it that should be there
     * @return the answer
     */
    static Answer body(Rendered body, Snapshot at, Consumer<SurrogateKeys> keys, boolean provisional) {
        return new Body(body, at.settledTime(), keys, provisional);
    }

    /**
     * A body that was found ready.
     * @param found the body
     * @return the answer
     */
    static Answer of(ReadyBodies.Found found) {
        return new Body(found.body(), found.asOf(), found.keys());
    }

    /**
     * Tells whether something is missing in it that should be there.
     * @return whether nobody should keep it for long
     */
    default boolean isProvisional() {
        return this instanceof Body body && body.provisional();
    }

    /**
     * The same, found by way of something else.
     * @param way adds the keys of that
     * @return the answer with more keys
     */
    default Answer foundBy(Consumer<SurrogateKeys> way) {
        return switch (this) {
            case Body(var body, var asOf, var keys, var provisional) -> new Body(body, asOf, keys.andThen(way),
                    provisional);
            case Moved(var location, var asOf, var keys) -> new Moved(location, asOf, keys.andThen(way));
        };
    }
}
