package dev.aisle.query.category;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.cache.BodyPart;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.SharedLoads;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.Snapshot;
import dev.aisle.query.surrogate.SurrogateKeys;

/** Answers the paths of categories. */
@Component
class CategoryViews {

    /** The one thing of the kind of trees. */
    static final String TREE = "tree";

    private final CategoryReads reads;
    private final PartCache cache;
    private final Consistency consistency;
    private final SharedLoads<Answer> trees = new SharedLoads<>();

    CategoryViews(CategoryReads reads, PartCache cache, Consistency consistency) {
        this.reads = reads;
        this.cache = cache;
        this.consistency = consistency;
    }

    static PartKey<BodyPart> treeKey(int depth) {
        return new PartKey<>(Kind.TREE, TREE, Integer.toString(depth), BodyPart.CODEC);
    }

    static PartKey<BodyPart> pageKey(String category) {
        return new PartKey<>(Kind.CATEGORY, category, "page", BodyPart.CODEC);
    }

    Answer tree(int depth, Optional<ConsistencyToken> token) {
        return token.map(asked -> answer(this.consistency.read(asked, exactness -> this.reads.tree(depth, exactness))))
                .orElseGet(() -> cachedTree(depth));
    }

    private Answer cachedTree(int depth) {
        var key = treeKey(depth);
        var look = this.cache.look(List.of(key));
        var found = look.recent(key);
        if (found.isPresent()) {
            return new Answer.Body(found.get().json(), found.get().modified(), look.asOf(), CategoryViews::keysOfTree);
        }
        return this.trees.load(key.field(), look, () -> {
            var read = this.reads.tree(depth, Exactness.AS_IT_IS);
            var part = part(read.value().toJson(), read.at());
            this.cache.fill(look, read.at()).put(key, part);
            return Answer.body(part.json(), part.modified(), read.at(), CategoryViews::keysOfTree);
        });
    }

    private static Answer answer(Read<CategoryTree> read) {
        var part = part(read.value().toJson(), read.at());
        return Answer.body(part.json(), part.modified(), read.at(), CategoryViews::keysOfTree);
    }

    private static void keysOfTree(SurrogateKeys keys) {
        keys.categories().tree();
    }

    /** Of the counts on it, each changes with the category's own listing or with a child's: both are told as its own. */
    private static Consumer<SurrogateKeys> keysOfPage(String id) {
        return keys -> keys.categories().listing(id);
    }

    /** Whether the displayed tree is another for what went isn't known, so it counts as changed when it is read. */
    private static BodyPart part(byte[] json, Snapshot at) {
        return new BodyPart(json, at.settledTime());
    }

    Optional<Answer> page(String id, Optional<ConsistencyToken> token) {
        return token
                .map(asked -> answerPage(id, this.consistency.read(asked, exactness -> this.reads.page(id, exactness))))
                .orElseGet(() -> cachedPage(id));
    }

    private Optional<Answer> cachedPage(String id) {
        var key = pageKey(id);
        var look = this.cache.look(List.of(key));
        var found = look.recent(key);
        if (found.isPresent()) {
            return found.map(part -> new Answer.Body(part.json(), part.modified(), look.asOf(), keysOfPage(id)));
        }
        var read = this.reads.page(id, Exactness.AS_IT_IS);
        read.value().ifPresent(page -> this.cache.fill(look, read.at()).put(key, part(page.toJson(), read.at())));
        return answerPage(id, read);
    }

    private static Optional<Answer> answerPage(String id, Read<Optional<CategoryPage>> read) {
        return read.value()
                .map(page -> part(page.toJson(), read.at()))
                .map(part -> Answer.body(part.json(), part.modified(), read.at(), keysOfPage(id)));
    }

    Optional<Answer> pageAt(List<String> slugs, Optional<ConsistencyToken> token) {
        var found = token.map(asked -> this.consistency.read(asked, exactness -> this.reads.find(slugs, exactness)))
                .orElseGet(() -> this.reads.find(slugs, Exactness.AS_IT_IS));
        return found.value().flatMap(place -> place.slugs().equals(slugs)
                ? page(place.category(), token)
                : Optional.of(new Answer.Moved(location(place.slugs()), found.at().settledTime(),
                        SurrogateKeys::categories)));
    }

    private static String location(List<String> slugs) {
        return slugs.stream()
                .map(slug -> UriUtils.encodePathSegment(slug, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/", "/v1/category-paths/", ""));
    }
}
