package dev.aisle.consistency;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.aisle.consistency.Shown.Count;
import dev.aisle.consistency.Shown.Page;
import dev.aisle.consistency.Shown.Sight;

/**
 * Checks recorded answers against recorded writes.
 *
 * <p>Of each facet, an answer may show the versions from the newest that was acknowledged before the time that
 * {@code Aisle-As-Of} names, or that the reader's token includes, up to the newest that was sent before the answer came.
 * A page must hold the products that are in stock in all of these versions, and none that is sold out in all of them.
 * All clocks are those of one machine.
 */
final class HistoryChecker {

    /** What nobody is promised to get is not a lie. */
    private static final Set<Integer> REFUSED = Set.of(0, 503);

    /** From this age on an answer surely tells it: {@code Age} counts whole seconds, and the first three not at all. */
    private static final Duration OLD = Duration.ofSeconds(4);

    private final Catalog catalog;
    private final Map<Facet, Versions> writes;

    /**
     * @param catalog what never changes
     * @param writes all writes
     */
    HistoryChecker(Catalog catalog, Collection<Write> writes) {
        this.catalog = catalog;
        this.writes = writes.stream().collect(Collectors.groupingBy(Write::facet,
                Collectors.collectingAndThen(Collectors.toList(), Versions::of)));
    }

    /**
     * An answer that must not have been.
     *
     * @param reading the answer
     * @param what what is wrong with it
     */
    record Violation(Reading reading, String what) {}

    /** The writes of one facet, the first being version 1. */
    private record Versions(List<Write> inOrder) {

        static Versions of(List<Write> writes) {
            var ordered = new ArrayList<>(writes);
            ordered.sort(Comparator.comparingInt(Write::version));
            for (int i = 0; i < ordered.size(); i++) {
                if (ordered.get(i).version() != i + 1) {
                    throw new IllegalArgumentException("%s has no version %d".formatted(ordered.get(i).facet(), i + 1));
                }
            }
            return new Versions(List.copyOf(ordered));
        }

        /** The newest that a token includes. */
        int upTo(long token) {
            return last(write -> write.acknowledgement() != null && write.acknowledgement().position() <= token);
        }

        /** The newest that was surely done before. */
        int doneBefore(Instant time) {
            return last(write -> write.acknowledgement() != null && write.acknowledgement().at().isBefore(time));
        }

        int sentBefore(Instant time) {
            return last(write -> !write.sent().isAfter(time));
        }

        /** What holds of a version holds of those before it. */
        private int last(Predicate<Write> holds) {
            int low = 0;
            int high = this.inOrder.size();
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (holds.test(this.inOrder.get(middle - 1))) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
    }

    /** The versions that an answer may show. */
    private record Range(int byToken, int byTime, int newest) {

        int oldest() {
            return Math.max(this.byToken, this.byTime);
        }

        boolean hasOnly(boolean odd) {
            return oldest() >= this.newest && (this.newest % 2 == 1) == odd;
        }
    }

    /** Returns what is wrong, in the order of the answers. */
    List<Violation> check(Collection<Reading> readings) {
        var violations = new ArrayList<Violation>();
        for (var reading : readings) {
            for (var what : check(reading)) {
                violations.add(new Violation(reading, what));
            }
        }
        return violations;
    }

    private List<String> check(Reading reading) {
        var wrong = new ArrayList<>(reading.shown().flaws());
        if (!reading.shows()) {
            if (!REFUSED.contains(reading.status())) {
                wrong.add("answered %d, though what it asks for is always there".formatted(reading.status()));
            }
            return wrong;
        }
        checkTime(reading, wrong);
        if (reading.asOf() != null) {
            reading.shown().sights().forEach(sight -> check(reading, sight, wrong));
            reading.shown().counts().forEach(count -> check(reading, count, wrong));
            var page = reading.shown().page();
            if (page != null) {
                check(reading, page, wrong);
            }
        }
        return wrong;
    }

    private static void checkTime(Reading reading, List<String> wrong) {
        var asOf = reading.asOf();
        if (asOf == null) {
            wrong.add("doesn't say how old it is");
        } else if (asOf.isAfter(reading.answered())) {
            wrong.add("is from the future: " + asOf);
        } else {
            long least = Duration.between(asOf, reading.sent()).toSeconds();
            long most = Duration.between(asOf, reading.answered()).toSeconds();
            var age = reading.age();
            if (age == null ? least >= OLD.toSeconds() : age < least || age > most) {
                wrong.add("is as of %s, and tells the age %s".formatted(asOf, age));
            }
        }
    }

    private Range range(Reading reading, Facet facet) {
        var versions = this.writes.get(facet);
        var asOf = reading.asOf();
        return (versions == null || asOf == null) ? new Range(0, 0, 0) : new Range(versions.upTo(reading.token()),
                versions.doneBefore(asOf), versions.sentBefore(reading.answered()));
    }

    private void check(Reading reading, Sight sight, List<String> wrong) {
        var range = range(reading, sight.facet());
        if (sight.facet().kind() == Facet.Kind.STOCK) {
            if (range.newest() == 0 || range.hasOnly(sight.version() % 2 == 0)) {
                wrong.add("shows %s %s, which it wasn't in versions %d to %d".formatted(sight.facet(),
                        (sight.version() % 2 == 0) ? "sold out" : "in stock", range.oldest(), range.newest()));
            }
        } else if (sight.version() < 1 || sight.version() > range.newest()) {
            wrong.add("shows version %d of %s, which never was: the newest is %d".formatted(sight.version(),
                    sight.facet(), range.newest()));
        } else if (sight.version() < range.byToken()) {
            wrong.add("shows version %d of %s, older than version %d, which the token includes"
                    .formatted(sight.version(), sight.facet(), range.byToken()));
        } else if (sight.version() < range.byTime()) {
            wrong.add("shows version %d of %s, older than version %d, which was done before the time that it names"
                    .formatted(sight.version(), sight.facet(), range.byTime()));
        }
    }

    private boolean mustBeListed(Reading reading, String product) {
        return range(reading, new Facet(Facet.Kind.STOCK, product)).hasOnly(true);
    }

    private boolean mustNotBeListed(Reading reading, String product) {
        return range(reading, new Facet(Facet.Kind.STOCK, product)).hasOnly(false);
    }

    private void check(Reading reading, Count count, List<String> wrong) {
        var all = this.catalog.listings().getOrDefault(count.category(), List.of());
        long least = all.stream().filter(product -> mustBeListed(reading, product)).count();
        long most = all.stream().filter(product -> !mustNotBeListed(reading, product)).count();
        if (count.products() < least || count.products() > most) {
            wrong.add("counts %d products of %s, which has %d to %d".formatted(count.products(), count.category(),
                    least, most));
        }
    }

    private void check(Reading reading, Page page, List<String> wrong) {
        var all = this.catalog.listings().getOrDefault(page.category(), List.of());
        var places = new HashMap<String, Integer>();
        all.forEach(product -> places.put(product, places.size()));
        var shown = new HashSet<String>();
        for (var product : page.products()) {
            if (!shown.add(product)) {
                wrong.add("shows %s twice".formatted(product));
            } else if (!places.containsKey(product)) {
                wrong.add("shows %s, which isn't there".formatted(product));
            } else if (mustNotBeListed(reading, product)) {
                wrong.add("shows %s, which is sold out".formatted(product));
            }
        }
        if (page.more() ? page.products().size() != page.first() : page.products().size() > page.first()) {
            wrong.add("shows %d products of %d, and says that more %s".formatted(page.products().size(), page.first(),
                    page.more() ? "follow" : "don't follow"));
        }
        if (page.byPosition()) {
            checkHoles(reading, page, all, places, shown, wrong);
        } else if (!page.more() && page.after() == null) {
            missing(reading, all, shown, wrong);
        }
    }

    /** In the order of positions, what a page begins after and ends with says what must be in between. */
    private void checkHoles(Reading reading, Page page, List<String> all, Map<String, Integer> places,
            Set<String> shown, List<String> wrong) {
        int before = (page.after() == null) ? -1 : places.getOrDefault(page.after(), -1);
        int last = before;
        for (var product : page.products()) {
            int place = places.getOrDefault(product, -1);
            if (place <= last) {
                wrong.add("shows %s out of order".formatted(product));
            }
            last = Math.max(last, place);
        }
        missing(reading, all.subList(before + 1, page.more() ? last + 1 : all.size()), shown, wrong);
    }

    private void missing(Reading reading, List<String> expected, Set<String> shown, List<String> wrong) {
        for (var product : expected) {
            if (!shown.contains(product) && mustBeListed(reading, product)) {
                wrong.add("has a hole where %s should be".formatted(product));
            }
        }
    }
}
