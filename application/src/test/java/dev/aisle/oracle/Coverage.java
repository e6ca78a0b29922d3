package dev.aisle.oracle;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts what the histories came by, so that shallow ones are noticed. */
final class Coverage {

    private final Map<String, Integer> counts = new TreeMap<>();

    synchronized void count(String what) {
        count(what, 1);
    }

    synchronized void count(String what, int times) {
        this.counts.merge(what, times, Integer::sum);
    }

    synchronized int of(String what) {
        return this.counts.getOrDefault(what, 0);
    }

    void answered(Answer expected) {
        switch (expected.status()) {
            case 200 -> count("found");
            case 308 -> count("redirects");
            default -> count("not found");
        }
    }

    @Override
    public synchronized String toString() {
        return this.counts.entrySet()
                .stream()
                .map(entry -> "%,9d %s".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining("\n"));
    }

}
