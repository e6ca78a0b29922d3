package dev.aisle.query.category;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.cache.BodyPart;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartKey.Validity;
import dev.aisle.query.cache.SharedLoads;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.json.Json;
import dev.aisle.query.json.JsonBody;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.Snapshot;

/** Answers the paths of categories. */
@Component
class CategoryViews {

    /** The one thing of the kind of trees. */
    static final String TREE = "tree";

    private final CategoryReads reads;
    private final PartCache cache;
    private final Consistency consistency;
    private final SharedLoads<Answer> trees = new SharedLoads<>();
    private final SharedLoads<Optional<Answer>> pages = new SharedLoads<>();

    CategoryViews(CategoryReads reads, PartCache cache, Consistency consistency) {
        this.reads = reads;
        this.cache = cache;
        this.consistency = consistency;
    }

    static PartKey<BodyPart> treeKey(int depth) {
        return new PartKey<>(Kind.TREE, TREE, Integer.toString(depth), Validity.BY_TREE, BodyPart.CODEC);
    }

    static PartKey<BodyPart> pageKey(String category) {
        return new PartKey<>(Kind.CATEGORY, category, "page", Validity.BY_TREE, BodyPart.CODEC);
    }

    Answer tree(int depth, Optional<ConsistencyToken> token) {
        return token.map(asked -> answer(this.consistency.read(asked, exactness -> this.reads.tree(depth, exactness))))
                .orElseGet(() -> cachedTree(depth));
    }

    private Answer cachedTree(int depth) {
        var key = treeKey(depth);
        var look = this.cache.look(List.of(key));
        var found = look.get(key);
        if (found.isPresent()) {
            return answer(found.get(), look.asOf());
        }
        return this.trees.load(key.field(), look, () -> {
            var read = this.reads.tree(depth, Exactness.AS_IT_IS);
            var part = part(read.value().toJson(), read.at());
            this.cache.fill(look, read.at()).put(key, part);
            return answer(part, read.at().settledTime());
        });
    }

    private static Answer answer(Read<CategoryTree> read) {
        var part = part(read.value().toJson(), read.at());
        return answer(part, read.at().settledTime());
    }

    /** Whether the displayed tree is another for what went isn't known, so it counts as changed when it is read. */
    private static BodyPart part(byte[] json, Snapshot at) {
        return new BodyPart(Json.of(json), at.settledTime());
    }

    Optional<Answer> page(String id, Optional<ConsistencyToken> token) {
        return token.map(asked -> answerPage(this.consistency.read(asked, exactness -> this.reads.page(id, exactness))))
                .orElseGet(() -> cachedPage(id));
    }

    private Optional<Answer> cachedPage(String id) {
        var key = pageKey(id);
        var look = this.cache.look(List.of(key));
        var found = look.get(key);
        if (found.isPresent()) {
            return found.map(part -> answer(part, look.asOf()));
        }
        return this.pages.load(id, look, () -> {
            var read = this.reads.page(id, Exactness.AS_IT_IS);
            var part = read.value().map(page -> part(page.toJson(), read.at()));
            part.ifPresent(made -> this.cache.fill(look, read.at()).put(key, made));
            return part.map(made -> answer(made, read.at().settledTime()));
        });
    }

    private static Answer answer(BodyPart part, Instant asOf) {
        return new Answer.Body(JsonBody.of(part.json()), part.modified(), asOf);
    }

    private static Optional<Answer> answerPage(Read<Optional<CategoryPage>> read) {
        return read.value()
                .map(page -> part(page.toJson(), read.at()))
                .map(part -> answer(part, read.at().settledTime()));
    }

    Optional<Answer> pageAt(List<String> slugs, Optional<ConsistencyToken> token) {
        var found = token.map(asked -> this.consistency.read(asked, exactness -> this.reads.find(slugs, exactness)))
                .orElseGet(() -> this.reads.find(slugs, Exactness.AS_IT_IS));
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
