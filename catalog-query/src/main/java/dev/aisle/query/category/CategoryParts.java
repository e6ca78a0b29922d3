package dev.aisle.query.category;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.aisle.query.cache.BodyPart;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartKey.Kind;
import dev.aisle.query.cache.PartSource;
import dev.aisle.query.cache.TextPart;
import dev.aisle.query.json.Json;
import dev.aisle.query.readmodel.Exactness;

/** Makes the parts of categories anew. */
@Configuration(proxyBeanMethods = false)
class CategoryParts {

    private final CategoryReads reads;

    CategoryParts(CategoryReads reads) {
        this.reads = reads;
    }

    @Bean
    PartSource<CategoryLink> categoryLinkParts() {
        return new Links(this.reads);
    }

    @Bean
    PartSource<BodyPart> categoryPageParts() {
        return new Pages(this.reads);
    }

    @Bean
    PartSource<BodyPart> categoryTreeParts() {
        return new Trees(this.reads);
    }

    @Bean
    PartSource<TextPart> categoryPathParts() {
        return new Paths(this.reads);
    }

    private record Paths(CategoryReads reads) implements PartSource<TextPart> {

        @Override
        public Optional<PartKey<TextPart>> key(Kind kind, String id, String field) {
            return (kind == Kind.TREE && id.startsWith(CategoryViews.PATH) && field.equals("id"))
                    ? Optional.of(CategoryViews.pathKey(id.substring(CategoryViews.PATH.length())))
                    : Optional.empty();
        }

        @Override
        public Map<PartKey<TextPart>, Fresh<TextPart>> make(Collection<PartKey<TextPart>> keys) {
            var parts = new HashMap<PartKey<TextPart>, Fresh<TextPart>>();
            for (var key : keys) {
                var slugs = List.of(key.id().substring(CategoryViews.PATH.length()).split("/", -1));
                var read = this.reads.find(slugs, Exactness.AS_IT_IS);
                parts.put(key, new Fresh<>(read.at().change(), read.value()
                        .filter(place -> place.slugs().equals(slugs)).map(place -> new TextPart(place.category()))));
            }
            return parts;
        }

        @Override
        public boolean isSame(TextPart stored, TextPart fresh) {
            return stored.equals(fresh);
        }
    }

    private record Links(CategoryReads reads) implements PartSource<CategoryLink> {

        @Override
        public Optional<PartKey<CategoryLink>> key(Kind kind, String id, String field) {
            var key = CategoryLink.key(id);
            return (kind == key.kind() && field.equals(key.field())) ? Optional.of(key) : Optional.empty();
        }

        @Override
        public Map<PartKey<CategoryLink>, Fresh<CategoryLink>> make(Collection<PartKey<CategoryLink>> keys) {
            var read = this.reads.links(keys.stream().map(PartKey::id).toList());
            var parts = new HashMap<PartKey<CategoryLink>, Fresh<CategoryLink>>();
            keys.forEach(key -> parts.put(key,
                    new Fresh<>(read.at().change(), Optional.ofNullable(read.value().get(key.id())))));
            return parts;
        }

        /** Another count makes the category newer, but not its link. */
        @Override
        public boolean isSame(CategoryLink stored, CategoryLink fresh) {
            return stored.open().isSame(fresh.open()) && stored.path().equals(fresh.path())
                    && stored.visible() == fresh.visible() && stored.displayed() == fresh.displayed();
        }
    }

    private record Pages(CategoryReads reads) implements PartSource<BodyPart> {

        @Override
        public Optional<PartKey<BodyPart>> key(Kind kind, String id, String field) {
            var key = CategoryViews.pageKey(id);
            return (kind == key.kind() && field.equals(key.field())) ? Optional.of(key) : Optional.empty();
        }

        @Override
        public Map<PartKey<BodyPart>, Fresh<BodyPart>> make(Collection<PartKey<BodyPart>> keys) {
            var read = this.reads.pages(keys.stream().map(PartKey::id).toList());
            var parts = new HashMap<PartKey<BodyPart>, Fresh<BodyPart>>();
            keys.forEach(key -> parts.put(key, new Fresh<>(read.at().change(),
                    Optional.ofNullable(read.value().get(key.id()))
                            .map(page -> new BodyPart(Json.of(page.toJson()), read.at().settledTime())))));
            return parts;
        }

        @Override
        public boolean isSame(BodyPart stored, BodyPart fresh) {
            return stored.json().isSame(fresh.json());
        }
    }

    private record Trees(CategoryReads reads) implements PartSource<BodyPart> {

        @Override
        public Optional<PartKey<BodyPart>> key(Kind kind, String id, String field) {
            return (kind == Kind.TREE && id.equals(CategoryViews.TREE) && field.matches("[0-9]{1,9}"))
                    ? Optional.of(CategoryViews.treeKey(Integer.parseInt(field)))
                    : Optional.empty();
        }

        @Override
        public Map<PartKey<BodyPart>, Fresh<BodyPart>> make(Collection<PartKey<BodyPart>> keys) {
            var parts = new HashMap<PartKey<BodyPart>, Fresh<BodyPart>>();
            for (var key : keys) {
                var read = this.reads.tree(Integer.parseInt(key.field()), Exactness.AS_IT_IS);
                parts.put(key, new Fresh<>(read.at().change(),
                        Optional.of(new BodyPart(Json.of(read.value().toJson()), read.at().settledTime()))));
            }
            return parts;
        }

        @Override
        public boolean isSame(BodyPart stored, BodyPart fresh) {
            return stored.json().isSame(fresh.json());
        }
    }
}
