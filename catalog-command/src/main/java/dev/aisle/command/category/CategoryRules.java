package dev.aisle.command.category;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Patch;
import dev.aisle.command.Rejection;
import dev.aisle.command.category.CategoryCommand.ChangeCategory;
import dev.aisle.command.category.CategoryCommand.CreateCategory;
import dev.aisle.command.category.CategoryCommand.DeleteCategory;
import dev.aisle.command.category.CategoryCommand.MoveCategory;
import dev.aisle.command.category.CategoryCommand.OrderChildren;
import dev.aisle.command.category.CategoryCommand.UpsertCategory;
import dev.aisle.command.stream.Decision;
import dev.aisle.command.text.TextRules;
import dev.aisle.kernel.CategoryEvent;
import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;
import dev.aisle.kernel.CategoryEvent.CategoryCreated;
import dev.aisle.kernel.CategoryEvent.CategoryDeleted;
import dev.aisle.kernel.CategoryEvent.CategoryDescribed;
import dev.aisle.kernel.CategoryEvent.CategoryDisplayWindowChanged;
import dev.aisle.kernel.CategoryEvent.CategoryHidden;
import dev.aisle.kernel.CategoryEvent.CategoryMoved;
import dev.aisle.kernel.CategoryEvent.CategoryRenamed;
import dev.aisle.kernel.CategoryEvent.CategoryShown;
import dev.aisle.kernel.CategoryEvent.CategorySlugChanged;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.Window;

/** Decides what may be done to the tree. Pure: the tree comes in, events or a rejection come out. */
final class CategoryRules {

    private CategoryRules() {}

    static Decision<CategoryEvent> decide(CategoryTree tree, CategoryCommand command) {
        return switch (command) {
            case CreateCategory create -> create(tree, create);
            case ChangeCategory change -> change(tree, change);
            case MoveCategory move -> move(tree, move);
            case OrderChildren order -> order(tree, order);
            case DeleteCategory delete -> delete(tree, delete);
            case UpsertCategory(var upsert) -> upsert(tree, upsert);
        };
    }

    private static Decision<CategoryEvent> create(CategoryTree tree, CreateCategory command) {
        var texts = new TextRules().name("/name", command.name())
                .description("/description", command.description())
                .url("/imageUrl", command.imageUrl());
        if (!texts.errors().isEmpty()) {
            return Decision.invalid(texts.errors());
        }
        if (tree.find(command.id()) != null) {
            return broken("The category '%s' exists already: choose another id, or change that one."
                    .formatted(command.id()));
        }
        var refused = cannotTakeChild(tree, command.parent(), 1);
        if (refused != null) {
            return new Decision.Rejected<>(refused);
        }
        var wanted = command.slug();
        var slug = (wanted != null) ? free(tree, command.id(), command.parent(), wanted)
                : derived(tree, command.id(), command.parent(), command.name());
        if (slug.isEmpty()) {
            return slugTaken(tree, command.parent(), wanted);
        }
        var position = command.position();
        return Decision.accept(List.of(new CategoryCreated(command.id(), command.parent(),
                (position != null) ? position : tree.end(command.parent()), slug.get(), command.name(),
                command.description(), command.imageUrl(), command.hidden(), command.display())));
    }

    private static Decision<CategoryEvent> change(CategoryTree tree, ChangeCategory command) {
        var now = tree.find(command.id());
        if (now == null) {
            return notFound(command.id());
        }
        var name = Objects.requireNonNullElse(command.name().applyTo(now.name()), "");
        var description = command.description().applyTo(now.description());
        var imageUrl = command.imageUrl().applyTo(now.imageUrl());
        var texts = new TextRules().name("/name", name)
                .description("/description", description)
                .url("/imageUrl", imageUrl);
        if (!texts.errors().isEmpty()) {
            return Decision.invalid(texts.errors());
        }
        var slug = now.slug();
        if (!(command.slug() instanceof Patch.Keep)) {
            var wanted = command.slug().applyTo(null);
            var got = (wanted != null) ? free(tree, now.id(), now.parent(), wanted)
                    : derived(tree, now.id(), now.parent(), name);
            if (got.isEmpty()) {
                return slugTaken(tree, now.parent(), wanted);
            }
            slug = got.get();
        }
        var events = new ArrayList<CategoryEvent>();
        if (!name.equals(now.name())) {
            events.add(new CategoryRenamed(now.id(), name));
        }
        if (!slug.equals(now.slug())) {
            events.add(new CategorySlugChanged(now.id(), slug));
        }
        if (!Objects.equals(description, now.description()) || !Objects.equals(imageUrl, now.imageUrl())) {
            events.add(new CategoryDescribed(now.id(), description, imageUrl));
        }
        events.addAll(shownOrHidden(now, command.hidden(), command.display()));
        return Decision.accept(events);
    }

    private static List<CategoryEvent> shownOrHidden(Category now, Patch<Boolean> hidden, Patch<Window> display) {
        var events = new ArrayList<CategoryEvent>();
        boolean hide = Boolean.TRUE.equals(hidden.applyTo(now.hidden()));
        if (hide != now.hidden()) {
            events.add(hide ? new CategoryHidden(now.id()) : new CategoryShown(now.id()));
        }
        var window = Objects.requireNonNullElse(display.applyTo(now.display()), Window.ALWAYS);
        if (!window.equals(now.display())) {
            events.add(new CategoryDisplayWindowChanged(now.id(), window));
        }
        return events;
    }

    private static Decision<CategoryEvent> move(CategoryTree tree, MoveCategory command) {
        var now = tree.find(command.id());
        if (now == null) {
            return notFound(command.id());
        }
        var position = command.position();
        boolean stays = Objects.equals(now.parent(), command.parent());
        if (stays) {
            return (position == null || position == now.position()) ? Decision.accept(List.of())
                    : Decision.accept(List.of(new CategoryMoved(now.id(), now.parent(), position)));
        }
        var refused = cannotGoBelow(tree, now, command.parent());
        if (refused != null) {
            return new Decision.Rejected<>(refused);
        }
        if (free(tree, now.id(), command.parent(), now.slug()).isEmpty()) {
            return slugTaken(tree, command.parent(), now.slug());
        }
        return Decision.accept(List.of(new CategoryMoved(now.id(), command.parent(),
                (position != null) ? position : tree.end(command.parent()))));
    }

    private static Decision<CategoryEvent> order(CategoryTree tree, OrderChildren command) {
        var parent = command.parent();
        if (parent != null && tree.find(parent) == null) {
            return notFound(parent);
        }
        var present = tree.children(parent);
        var asked = new HashSet<>(command.children());
        var missing = present.stream().filter(id -> !asked.contains(id)).sorted().limit(5).toList();
        var strange = command.children().stream().filter(id -> !present.contains(id)).limit(5).toList();
        if (!missing.isEmpty() || !strange.isEmpty() || asked.size() != command.children().size()) {
            return broken("The order must name exactly the present children, each once; missing: %s; not a child: %s."
                    .formatted(missing, strange));
        }
        boolean same = true;
        for (int i = 0; i < command.children().size(); i++) {
            var child = tree.find(command.children().get(i));
            same &= child != null && child.position() == i + 1;
        }
        return Decision.accept(same ? List.of() : List.of(new CategoryChildrenOrdered(parent, command.children())));
    }

    private static Decision<CategoryEvent> delete(CategoryTree tree, DeleteCategory command) {
        if (tree.find(command.id()) == null) {
            return notFound(command.id());
        }
        if (!tree.children(command.id()).isEmpty()) {
            return broken("The category '%s' has children: move or delete them first.".formatted(command.id()));
        }
        if (tree.holdsProducts(command.id())) {
            return broken("Products stand in the category '%s': place them elsewhere first.".formatted(command.id()));
        }
        return Decision.accept(List.of(new CategoryDeleted(command.id())));
    }

    private static Decision<CategoryEvent> upsert(CategoryTree tree, CategoryUpsert item) {
        var now = tree.find(item.id());
        if (now == null) {
            return create(tree,
                    new CreateCategory(item.id(), item.parent(), null, null, item.name(), null, null,
                            Boolean.TRUE.equals(item.hidden().applyTo(false)),
                            Objects.requireNonNullElse(item.display().applyTo(null), Window.ALWAYS)));
        }
        var events = new ArrayList<CategoryEvent>();
        if (item.rename() && !item.name().equals(now.name())) {
            var texts = new TextRules().name("/name", item.name());
            if (!texts.errors().isEmpty()) {
                return Decision.invalid(texts.errors());
            }
            events.add(new CategoryRenamed(now.id(), item.name()));
        }
        if (item.move() && !Objects.equals(now.parent(), item.parent())) {
            var refused = cannotGoBelow(tree, now, item.parent());
            if (refused != null) {
                return new Decision.Rejected<>(refused);
            }
            if (free(tree, now.id(), item.parent(), now.slug()).isEmpty()) {
                // Where it goes the slug is another's, and it must not take it on its way either.
                var slug = alternatives(now)
                        .filter(s -> free(tree, now.id(), now.parent(), s).isPresent()
                                && free(tree, now.id(), item.parent(), s).isPresent())
                        .findFirst();
                if (slug.isEmpty()) {
                    return slugTaken(tree, item.parent(), now.slug());
                }
                events.add(new CategorySlugChanged(now.id(), slug.get()));
            }
            events.add(new CategoryMoved(now.id(), item.parent(), tree.end(item.parent())));
        }
        events.addAll(shownOrHidden(now, item.hidden(), item.display()));
        return Decision.accept(events);
    }

    private static @Nullable Rejection cannotGoBelow(CategoryTree tree, Category category,
            @Nullable CategoryId parent) {
        if (parent != null && tree.isAtOrAbove(category.id(), parent)) {
            return Rejection.of(ProblemType.RULE_BROKEN,
                    "The category '%s' can't go below itself: '%s' is it or stands below it.".formatted(category.id(),
                            parent));
        }
        return cannotTakeChild(tree, parent, tree.height(category.id()));
    }

    private static @Nullable Rejection cannotTakeChild(CategoryTree tree, @Nullable CategoryId parent, int levels) {
        if (parent == null) {
            return null;
        }
        if (tree.find(parent) == null) {
            return Rejection.of(ProblemType.RULE_BROKEN,
                    "There is no category '%s' to be the parent: make it first.".formatted(parent));
        }
        if (tree.holdsProducts(parent)) {
            return Rejection.of(ProblemType.RULE_BROKEN,
                    "Products stand in the category '%s', so it can't have children: place them elsewhere first."
                            .formatted(parent));
        }
        if (tree.depth(parent) + levels > CategoryTree.MAX_DEPTH) {
            return Rejection.of(ProblemType.RULE_BROKEN,
                    "The tree would be deeper than %d levels.".formatted(CategoryTree.MAX_DEPTH));
        }
        return null;
    }

    private static Optional<Slug> free(CategoryTree tree, CategoryId id, @Nullable CategoryId parent, Slug slug) {
        var holder = tree.holderOf(parent, slug);
        return (holder == null || holder.equals(id)) ? Optional.of(slug) : Optional.empty();
    }

    private static Optional<Slug> derived(CategoryTree tree, CategoryId id, @Nullable CategoryId parent, String name) {
        return candidates(id, name).flatMap(slug -> free(tree, id, parent, slug).stream()).findFirst();
    }

    /** The slugs that a category may get of its name, the best first. */
    static Stream<Slug> candidates(CategoryId id, String name) {
        var own = Slug.of(name).or(() -> Slug.of(id.value())).orElseGet(() -> lastResort(id));
        return Stream.of(own, own.distinguishedBy(id.value()), lastResort(id));
    }

    /** The slugs that a category may get where it is moved to, the best first. */
    static Stream<Slug> alternatives(Category category) {
        return Stream.of(category.slug(), category.slug().distinguishedBy(category.id().value()),
                lastResort(category.id()));
    }

    private static Slug lastResort(CategoryId id) {
        return new Slug("c").distinguishedBy(TextRules.digest(id.value()));
    }

    private static Decision<CategoryEvent> slugTaken(CategoryTree tree, @Nullable CategoryId parent,
            @Nullable Slug slug) {
        if (slug == null) {
            return broken("All slugs made of its name and id are taken: choose one.");
        }
        var where = (parent != null) ? "below '" + parent + "'" : "at the root";
        return broken("The slug '%s' is taken %s by '%s': choose another.".formatted(slug, where,
                tree.holderOf(parent, slug)));
    }

    private static Decision<CategoryEvent> notFound(CategoryId id) {
        return Decision.reject(ProblemType.NOT_FOUND, "There is no category '%s'.".formatted(id));
    }

    private static Decision<CategoryEvent> broken(String detail) {
        return Decision.reject(ProblemType.RULE_BROKEN, detail);
    }

}
