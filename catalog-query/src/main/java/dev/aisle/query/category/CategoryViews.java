package dev.aisle.query.category;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;

/** Answers the paths of categories. */
@Component
class CategoryViews {

    private final CategoryReads reads;
    private final Consistency consistency;

    CategoryViews(CategoryReads reads, Consistency consistency) {
        this.reads = reads;
        this.consistency = consistency;
    }

    Answer tree(int depth, Optional<ConsistencyToken> token) {
        var read = token.map(asked -> this.consistency.read(asked, () -> this.reads.tree(depth)))
                .orElseGet(() -> this.reads.tree(depth));
        return Answer.body(read.value().toJson(), read.at().settledTime(), read.at());
    }

    Optional<Answer> page(String id, Optional<ConsistencyToken> token) {
        var read = token.map(asked -> this.consistency.read(asked, () -> this.reads.page(id)))
                .orElseGet(() -> this.reads.page(id));
        return read.value().map(page -> Answer.body(page.toJson(), read.at().settledTime(), read.at()));
    }

    Optional<Answer> pageAt(List<String> slugs, Optional<ConsistencyToken> token) {
        var found = token.map(asked -> this.consistency.read(asked, () -> this.reads.find(slugs)))
                .orElseGet(() -> this.reads.find(slugs));
        return found.value().flatMap(place -> place.slugs().equals(slugs)
                ? page(place.category(), token)
                : Optional.of(new Answer.Moved(location(place.slugs()), found.at().settledTime())));
    }

    private static String location(List<String> slugs) {
        return slugs.stream()
                .map(slug -> UriUtils.encodePathSegment(slug, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/", "/v1/category-paths/", ""));
    }
}
