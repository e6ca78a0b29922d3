package dev.aisle.query.category;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.cache.BodyPart;
import dev.aisle.query.cache.PartCache;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartKey.Validity;
import dev.aisle.query.cache.PartLook;
import dev.aisle.query.cache.SharedLoads;
import dev.aisle.query.cache.TextPart;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.http.Sought;
import dev.aisle.query.http.Tiers;
import dev.aisle.query.json.Json;
import dev.aisle.query.readmodel.Exactness;
import dev.aisle.query.readmodel.Read;
import dev.aisle.query.readmodel.Snapshot;
import dev.aisle.query.surrogate.SurrogateKeys;

/** Answers the paths of categories. */
@Component
class CategoryViews {

    /** The one thing of the kind of trees. */
    static final String TREE = "tree";

    /** As the script knows it that clears a listing of its segments. */
    private static final String PAGE = "page";

    /** What stands before a path where it names what it leads to. */
    static final String PATH = "path:";

    private final CategoryReads reads;
    private final PartCache cache;
    private final Consistency consistency;
    private final Tiers tiers;
    private final SharedLoads<Optional<Answer>> loads = new SharedLoads<>(
            answer -> answer.isPresent() && answer.get().isProvisional());

    /**
     * A body as it was read.
     *
     * @param json the body
     * @param whole whether nothing is missing in it
     */
    private record Made(byte[] json, boolean whole) {}

    CategoryViews(CategoryReads reads, PartCache cache, Consistency consistency, Tiers tiers) {
        this.reads = reads;
        this.cache = cache;
        this.consistency = consistency;
        this.tiers = tiers;
    }

    static PartKey<BodyPart> treeKey(int depth) {
        return new PartKey<>(Kind.TREE, TREE, Integer.toString(depth), Validity.BY_TREE, BodyPart.CODEC);
    }

    static PartKey<BodyPart> pageKey(String category) {
        return new PartKey<>(Kind.LISTING, category, PAGE, Validity.BY_TREE, BodyPart.CODEC);
    }

    static PartKey<TextPart> pathKey(String path) {
        return new PartKey<>(Kind.TREE, PATH + path, "id", Validity.BY_STRUCTURE, TextPart.CODEC);
    }

    Answer tree(int depth, Optional<ConsistencyToken> token) {
        return this.tiers.find(token, new Whole(treeKey(depth), keys -> keys.categories().tree(), exactness -> {
            var read = this.reads.tree(depth, exactness);
            return new Read<>(read.at(), read.dead(),
                    Optional.of(new Made(read.value().toJson(), read.value().whole())));
        })).orElseThrow();
    }

    Optional<Answer> page(String id, Optional<ConsistencyToken> token) {
        return this.tiers.find(token, page(id));
    }

    private Whole page(String id) {
        // another count on it, its own or a child's, is told as its listing's
        return new Whole(pageKey(id), keys -> keys.categories().listing(id), exactness -> {
            var read = this.reads.page(id, exactness);
            return new Read<>(read.at(), read.dead(), read.value().map(page -> new Made(page.toJson(), page.whole())));
        });
    }

    /** A body that is one part. */
    private final class Whole implements Sought {

        private final PartKey<BodyPart> key;
        private final Consumer<SurrogateKeys> keys;
        private final Function<Exactness, Read<Optional<Made>>> read;

        Whole(PartKey<BodyPart> key, Consumer<SurrogateKeys> keys,
                Function<Exactness, Read<Optional<Made>>> read) {
            this.key = key;
            this.keys = keys;
            this.read = read;
        }

        @Override
        public Found inParts(Lookup lookup) {
            var look = lookup.look(List.of(this.key));
            return new Found(in(look), look);
        }

        private Optional<Answer> in(PartLook look) {
            return look.get(this.key).map(part -> CategoryViews.answer(part, look.asOf(), this.keys, false));
        }

        @Override
        public Optional<Answer> load(PartLook before) {
            return CategoryViews.this.loads.load(this.key.id() + '|' + this.key.field(), before,
                    () -> (this.key.kind() == Kind.TREE)
                            ? CategoryViews.this.cache.loadOnce(this.key, before, this::in, this::fill)
                            : fill(before));
        }

        private Optional<Answer> fill(PartLook before) {
            var found = this.read.apply(Exactness.AS_IT_IS);
            found.value().filter(Made::whole).ifPresent(made -> CategoryViews.this.cache.fill(before, found.at())
                    .put(this.key, part(made, found.at())));
            return answer(found);
        }

        @Override
        public Optional<Answer> exactly(ConsistencyToken token) {
            return answer(CategoryViews.this.consistency.read(token, this.read));
        }

        private Optional<Answer> answer(Read<Optional<Made>> found) {
            return found.value().map(made -> CategoryViews.answer(part(made, found.at()), found.at().settledTime(),
                    this.keys, !made.whole()));
        }
    }

    /** Whether the displayed tree is another for what went isn't known, so it counts as changed when it is read. */
    private static BodyPart part(Made made, Snapshot at) {
        return new BodyPart(Json.of(made.json()), at.settledTime());
    }

    private static Answer answer(BodyPart part, Instant asOf, Consumer<SurrogateKeys> keys, boolean provisional) {
        return new Answer.Body(part.rendered(), asOf, keys, provisional);
    }

    Optional<Answer> pageAt(List<String> slugs, Optional<ConsistencyToken> token) {
        return this.tiers.find(token, new At(slugs));
    }

    /** The page that a path leads to. */
    private final class At implements Sought {

        private final List<String> slugs;

        At(List<String> slugs) {
            this.slugs = slugs;
        }

        @Override
        public Found inParts(Lookup lookup) {
            var key = pathKey(String.join("/", this.slugs));
            var look = lookup.look(List.of(key));
            return look.get(key)
                    .map(category -> new Found(page(category.text()).inParts(lookup).answer(), look))
                    .orElseGet(() -> Found.nothing(look));
        }

        @Override
        public Optional<Answer> load(PartLook before) {
            var found = CategoryViews.this.reads.find(this.slugs, Exactness.AS_IT_IS);
            found.value()
                    .filter(place -> place.slugs().equals(this.slugs))
                    .ifPresent(place -> CategoryViews.this.cache.fill(before, found.at())
                            .put(pathKey(String.join("/", this.slugs)), new TextPart(place.category())));
            return follow(found, Optional.empty());
        }

        @Override
        public Optional<Answer> exactly(ConsistencyToken token) {
            return follow(CategoryViews.this.consistency.read(token,
                    exactness -> CategoryViews.this.reads.find(this.slugs, exactness)), Optional.of(token));
        }

        private Optional<Answer> follow(Read<Optional<CategoryReads.Place>> found,
                Optional<ConsistencyToken> token) {
            return found.value().flatMap(place -> place.slugs().equals(this.slugs)
                    ? CategoryViews.this.page(place.category(), token)
                    : Optional.of(new Answer.Moved(location(place.slugs()), found.at().settledTime(),
                            SurrogateKeys::categories)));
        }
    }

    private static String location(List<String> slugs) {
        return slugs.stream()
                .map(slug -> UriUtils.encodePathSegment(slug, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/", "/v1/category-paths/", ""));
    }
}
