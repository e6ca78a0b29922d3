package dev.aisle.query.listing;

import java.util.Optional;

import org.springframework.stereotype.Component;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;

/** Answers pages of listings. */
@Component
class ListingViews {

    private final ListingReads reads;
    private final Consistency consistency;

    ListingViews(ListingReads reads, Consistency consistency) {
        this.reads = reads;
        this.consistency = consistency;
    }

    Optional<Answer> page(ListingRequest request, Optional<ConsistencyToken> token) {
        var read = token.map(asked -> this.consistency.read(asked, () -> this.reads.page(request)))
                .orElseGet(() -> this.reads.page(request));
        return read.value()
                .flatMap(page -> page.toPart(read.at().settledTime()).with(page.cards()))
                .map(rendered -> Answer.body(rendered.json(), rendered.modified(), read.at()));
    }
}
