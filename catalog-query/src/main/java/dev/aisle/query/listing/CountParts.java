package dev.aisle.query.listing;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartSource;

/** Makes the counts of listings anew. */
@Component
class CountParts implements PartSource<CountPart> {

    private final ListingReads reads;

    CountParts(ListingReads reads) {
        this.reads = reads;
    }

    @Override
    public Optional<PartKey<CountPart>> key(Kind kind, String id, String field) {
        return (kind == Kind.LISTING && field.equals(CountPart.FIELD)) ? Optional.of(CountPart.key(id))
                : Optional.empty();
    }

    @Override
    public Map<PartKey<CountPart>, Fresh<CountPart>> make(Collection<PartKey<CountPart>> keys) {
        var read = this.reads.counts(keys.stream().map(PartKey::id).toList());
        var parts = new HashMap<PartKey<CountPart>, Fresh<CountPart>>();
        keys.forEach(key -> parts.put(key,
                new Fresh<>(read.at().change(), Optional.ofNullable(read.value().get(key.id())))));
        return parts;
    }

    @Override
    public boolean isSame(CountPart stored, CountPart fresh) {
        return stored.products() == fresh.products();
    }
}
