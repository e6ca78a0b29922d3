package dev.aisle.command.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.JournalVerification;
import dev.aisle.command.JournalVerification.Difference;
import dev.aisle.command.journal.RecordedEvent;

/** What a verification has found so far: all counted, the first differences kept. */
final class Findings {

    private static final int LONGEST = 2_000;

    private final List<Difference> differences = new ArrayList<>();

    private long differing;

    private long categories;

    private long products;

    private long events;

    void add(String row, @Nullable String folded, @Nullable String stored) {
        this.differing++;
        if (this.differences.size() < JournalVerification.MOST_TOLD) {
            this.differences.add(new Difference(row, cut(folded), cut(stored)));
        }
    }

    /** Notes a row unless it is what the journal makes it. */
    void compare(String row, @Nullable String folded, @Nullable String stored) {
        if (!Objects.equals(folded, stored)) {
            add(row, folded, stored);
        }
    }

    /** Notes an event that isn't the next of its stream. */
    void follows(RecordedEvent event, String stream, long before) {
        if (event.version() != before + 1) {
            add("journal %d of %s".formatted(event.position(), stream), "version " + (before + 1),
                    "version " + event.version());
        }
    }

    private static @Nullable String cut(@Nullable String text) {
        return (text == null || text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "…";
    }

    void counted(long moreCategories, long moreProducts, long moreEvents) {
        this.categories += moreCategories;
        this.products += moreProducts;
        this.events += moreEvents;
    }

    long differing() {
        return this.differing;
    }

    long products() {
        return this.products;
    }

    JournalVerification.Verified at(long position, boolean complete) {
        return new JournalVerification.Verified(position, complete, this.categories, this.products, this.events,
                this.differing, this.differences);
    }

}
