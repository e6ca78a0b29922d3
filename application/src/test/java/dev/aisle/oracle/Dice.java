package dev.aisle.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/** Draws the small things that commands are made of. */
final class Dice {

    private static final int LATEST_MINUTE = 6;

    private final SplittableRandom random;

    private int named;

    Dice(SplittableRandom random) {
        this.random = random;
    }

    boolean chance(int percent) {
        return this.random.nextInt(100) < percent;
    }

    <T> T any(List<T> list) {
        return list.get(this.random.nextInt(list.size()));
    }

    List<String> some(List<String> list) {
        var copy = new ArrayList<>(list);
        shuffle(copy);
        return copy.subList(0, Math.min(copy.size(), 1 + this.random.nextInt(4)));
    }

    void shuffle(List<String> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, this.random.nextInt(i + 1));
        }
    }

    /** A name that nothing had before. */
    String name() {
        return "Thing %d §".formatted(this.named++);
    }

    /** Few enough that siblings and products meet on one, and old ones are taken again. */
    String slug() {
        return "§-s" + this.random.nextInt(8);
    }

    Map<String, @Nullable Object> window() {
        int from = this.random.nextInt(-2, LATEST_MINUTE);
        int until = from + 1 + this.random.nextInt(4);
        var window = new LinkedHashMap<String, @Nullable Object>();
        window.put("from", chance(25) ? null : "@{" + from + "}");
        window.put("until", chance(35) ? null : "@{" + until + "}");
        return window;
    }

    static Map<String, Object> money(int units) {
        return Map.of("amount", units + ".00", "currency", "USD");
    }

}
