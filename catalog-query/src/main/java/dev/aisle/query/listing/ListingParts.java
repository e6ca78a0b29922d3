package dev.aisle.query.listing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartSource;
import dev.aisle.query.readmodel.Exactness;

/** Makes segments of listings anew. */
@Component
class ListingParts implements PartSource<ListingPart> {

    private static final int MOST = 100;

    private final ListingReads reads;

    ListingParts(ListingReads reads) {
        this.reads = reads;
    }

    @Override
    public Optional<PartKey<ListingPart>> key(Kind kind, String id, String field) {
        return (kind == Kind.LISTING) ? request(id, field).map(ListingPart::key) : Optional.empty();
    }

    /** The other way round than {@link ListingPart#key}. */
    private static Optional<ListingRequest> request(String category, String field) {
        var parts = field.split("\\|", -1);
        if (parts.length < 3 || parts[0].length() != 1 || !parts[1].matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        var sort = ListingSort.ofCode(parts[0].charAt(0));
        int first = Integer.parseInt(parts[1]);
        if (sort.isEmpty() || first < 1 || first > MOST) {
            return Optional.empty();
        }
        if (parts.length == 3 && parts[2].isEmpty()) {
            return Optional.of(new ListingRequest(category, sort.get(), first, Optional.empty()));
        }
        if (parts.length != 4) {
            return Optional.empty();
        }
        return key(parts[2]).filter(sort.get()::isPossible).map(key -> new ListingRequest(category, sort.get(), first,
                Optional.of(new ListingCursor(sort.get(), category, key, parts[3]))));
    }

    /** As a cursor writes it, no other way. */
    private static Optional<Long> key(String text) {
        try {
            return Optional.of(Long.parseLong(text)).filter(key -> Long.toString(key).equals(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    @Override
    public Map<PartKey<ListingPart>, Fresh<ListingPart>> make(Collection<PartKey<ListingPart>> keys) {
        var parts = new HashMap<PartKey<ListingPart>, Fresh<ListingPart>>();
        for (var key : keys) {
            request(key.id(), key.field()).ifPresent(request -> {
                var read = this.reads.page(request, Exactness.AS_IT_IS);
                parts.put(key, new Fresh<>(read.at().change(),
                        read.value().map(page -> page.toPart(request, read.at().settledTime()))));
            });
        }
        return parts;
    }

    /** What can't be shown of what a segment names isn't seen: no product is read. */
    @Override
    public Map<PartKey<ListingPart>, Fresh<ListingPart>> glance(Collection<PartKey<ListingPart>> keys) {
        var alike = new HashMap<Object, List<ListingRequest>>();
        for (var key : keys) {
            request(key.id(), key.field()).ifPresent(
                    request -> alike.computeIfAbsent(ListingReads.shape(request), _ -> new ArrayList<>()).add(request));
        }
        var parts = new HashMap<PartKey<ListingPart>, Fresh<ListingPart>>();
        for (var requests : alike.values()) {
            int atOnce = ListingReads.atOnce(requests.getFirst());
            for (int from = 0; from < requests.size(); from += atOnce) {
                var some = requests.subList(from, Math.min(requests.size(), from + atOnce));
                var read = this.reads.segments(some);
                some.forEach(request -> parts.put(ListingPart.key(request),
                        new Fresh<>(read.at().change(), Optional.ofNullable(read.value().get(request)))));
            }
        }
        return parts;
    }

    @Override
    public boolean isSame(ListingPart stored, ListingPart fresh) {
        return stored.products().equals(fresh.products()) && Objects.equals(stored.endCursor(), fresh.endCursor())
                && stored.hasNextPage() == fresh.hasNextPage();
    }
}
