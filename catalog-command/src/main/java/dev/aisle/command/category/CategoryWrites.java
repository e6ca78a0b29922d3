package dev.aisle.command.category;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Rejection;
import dev.aisle.command.category.Categories.Surroundings;
import dev.aisle.command.category.CategoryCommand.ChangeCategory;
import dev.aisle.command.category.CategoryCommand.CreateCategory;
import dev.aisle.command.category.CategoryCommand.DeleteCategory;
import dev.aisle.command.category.CategoryCommand.MoveCategory;
import dev.aisle.command.category.CategoryCommand.OrderChildren;
import dev.aisle.command.category.CategoryCommand.UpsertCategory;
import dev.aisle.command.category.CategoryTree.Parent;
import dev.aisle.command.category.CategoryTree.Place;
import dev.aisle.command.http.Resolved;
import dev.aisle.command.stream.Decision;
import dev.aisle.kernel.CategoryEvent;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.Slug;

/**
 * Carries out category commands within a transaction: loads what all of them need at once,
 * decides one after the other, writes set-wise. Whatever touches the tree's structure takes
 * the tree's lock first; what changes one category alone only locks its row.
 */
@Component
class CategoryWrites {

    private final Categories categories;

    CategoryWrites(Categories categories) {
        this.categories = categories;
    }

    /** Carries out one command. */
    Done perform(CategoryCommand command, Guard guard) {
        if (command instanceof ChangeCategory change && change.local()) {
            var tree = new CategoryTree();
            tree.load(change.id(), this.categories.hold(change.id()));
            return decideAndWrite(tree, List.of(command), guard);
        }
        return restructure(List.of(command), guard);
    }

    /** Carries out a change that depends on what the category is like. */
    Done change(CategoryId id, boolean structural, Draft draft, Guard guard) {
        if (structural) {
            this.categories.lockStructure();
            this.categories.lock(List.of(id));
        }
        var held = this.categories.hold(id);
        var tree = new CategoryTree();
        tree.load(id, held);
        var now = held.state();
        var forbidden = (now != null) ? guard.check(tree)
                : Rejection.of(ProblemType.NOT_FOUND, "There is no category '%s'.".formatted(id));
        if (now == null || forbidden != null) {
            return new Done(tree, List.of(new Result.Refused(Objects.requireNonNull(forbidden))));
        }
        return switch (draft.resolve(now, held.version())) {
            case Resolved.Invalid<ChangeCategory>(var rejection) -> new Done(tree,
                    List.of(new Result.Refused(rejection)));
            case Resolved.Meaning<ChangeCategory>(var command) -> decideAndWrite(
                    command.local() ? tree : load(List.of(command)), List.of(command), Guard.NONE);
        };
    }

    /** Carries out many, after a look without locks whether there is anything to do. */
    Done performAll(List<UpsertCategory> commands) {
        var tree = load(commands);
        if (commands.stream().anyMatch(command -> comes(tree, command.upsert()))) {
            return restructure(commands, Guard.NONE);
        }
        var results = decide(tree, commands, Guard.NONE);
        return tree.events().isEmpty() ? new Done(tree, results) : restructure(commands, Guard.NONE);
    }

    /** Whether it is new and will most likely be accepted: then all need not be decided to know that some is. */
    private static boolean comes(CategoryTree tree, CategoryUpsert upsert) {
        var parent = upsert.parent();
        return tree.find(upsert.id()) == null
                && (parent == null || (tree.find(parent) != null && !tree.holdsProducts(parent)));
    }

    /** Makes a child below a leaf whose products are about to move there. */
    Done split(CategoryId leaf, UpsertCategory child) {
        this.categories.lockStructure();
        var commands = List.of(child);
        var ids = touched(commands);
        ids.add(leaf);
        this.categories.lock(ids);
        var tree = load(commands);
        if (!tree.holdsProducts(leaf)) {
            return new Done(tree, List.of(new Result.Done(false, false)));
        }
        var present = tree.find(child.upsert().id());
        if (present != null && !child.upsert().move()) {
            return new Done(tree, List.of(new Result.Refused(Rejection.of(ProblemType.RULE_BROKEN,
                    "The category '%s' stands elsewhere: use another for the products of '%s'.".formatted(present.id(),
                            leaf)))));
        }
        tree.emptied(leaf);
        return decideAndWrite(tree, commands, Guard.NONE);
    }

    private Done restructure(List<? extends CategoryCommand> commands, Guard guard) {
        this.categories.lockStructure();
        this.categories.lock(touched(commands));
        return decideAndWrite(load(commands), commands, guard);
    }

    private Done decideAndWrite(CategoryTree tree, List<? extends CategoryCommand> commands, Guard guard) {
        var results = decide(tree, commands, guard);
        if (!tree.events().isEmpty()) {
            this.categories.write(tree);
        }
        return new Done(tree, results);
    }

    private static List<Result> decide(CategoryTree tree, List<? extends CategoryCommand> commands, Guard guard) {
        var results = new ArrayList<Result>();
        for (var command : commands) {
            var key = key(command);
            boolean existed = key != null && tree.find(key) != null;
            var forbidden = guard.check(tree);
            var decision = (forbidden != null) ? new Decision.Rejected<CategoryEvent>(forbidden)
                    : CategoryRules.decide(tree, command);
            results.add(switch (decision) {
                case Decision.Accepted<CategoryEvent>(var events) -> {
                    events.forEach(tree::apply);
                    yield new Result.Done(!existed, !events.isEmpty());
                }
                case Decision.Rejected<CategoryEvent>(var rejection) -> new Result.Refused(rejection);
                case Decision.Superseded<CategoryEvent> _ -> throw new IllegalStateException(
                        "a category command carries no source version");
            });
        }
        return results;
    }

    private CategoryTree load(List<? extends CategoryCommand> commands) {
        var childrenOf = new LinkedHashSet<CategoryId>();
        boolean roots = false;
        for (var command : commands) {
            if (command instanceof DeleteCategory(var id)) {
                childrenOf.add(id);
            } else if (command instanceof OrderChildren order) {
                roots |= order.parent() == null;
                add(childrenOf, order.parent());
            }
        }
        var tree = this.categories.load(touched(commands), childrenOf, roots);
        var moving = commands.stream().flatMap(command -> moving(tree, command)).distinct().toList();
        if (!moving.isEmpty()) {
            this.categories.loadBelow(tree, moving);
        }
        var parents = new LinkedHashSet<CategoryId>();
        boolean rootMayCome = false;
        for (var command : commands) {
            var parent = newParent(tree, command);
            rootMayCome |= parent != null && parent.id() == null;
            add(parents, (parent != null) ? parent.id() : null);
            if (command instanceof DeleteCategory(var id)) {
                parents.add(id);
            }
        }
        var places = commands.stream().flatMap(command -> places(tree, command)).distinct().toList();
        this.categories.loadSurroundings(tree, new Surroundings(parents, rootMayCome, places));
        return tree;
    }

    private static Set<CategoryId> touched(List<? extends CategoryCommand> commands) {
        var ids = new LinkedHashSet<CategoryId>();
        for (var command : commands) {
            add(ids, key(command));
            switch (command) {
                case CreateCategory create -> add(ids, create.parent());
                case MoveCategory move -> add(ids, move.parent());
                case UpsertCategory(var upsert) -> add(ids, upsert.parent());
                case OrderChildren order -> ids.addAll(order.children());
                case ChangeCategory _,DeleteCategory _ -> {}
            }
        }
        return ids;
    }

    private static @Nullable CategoryId key(CategoryCommand command) {
        return switch (command) {
            case CreateCategory create -> create.id();
            case ChangeCategory change -> change.id();
            case MoveCategory move -> move.id();
            case OrderChildren order -> order.parent();
            case DeleteCategory delete -> delete.id();
            case UpsertCategory(var upsert) -> upsert.id();
        };
    }

    /** Where a category may come to stand that doesn't stand there yet. */
    private static @Nullable Parent newParent(CategoryTree tree, CategoryCommand command) {
        return switch (command) {
            case CreateCategory create -> new Parent(create.parent());
            case MoveCategory move -> new Parent(move.parent());
            case UpsertCategory(var upsert) -> {
                var now = tree.find(upsert.id());
                yield (now == null || (upsert.move() && !Objects.equals(now.parent(), upsert.parent())))
                        ? new Parent(upsert.parent()) : null;
            }
            case ChangeCategory _,OrderChildren _,DeleteCategory _ -> null;
        };
    }

    private static Stream<CategoryId> moving(CategoryTree tree, CategoryCommand command) {
        var id = key(command);
        var now = (id != null) ? tree.find(id) : null;
        var parent = newParent(tree, command);
        return (now != null && parent != null && !Objects.equals(now.parent(), parent.id())) ? Stream.of(now.id())
                : Stream.empty();
    }

    private static Stream<Place> places(CategoryTree tree, CategoryCommand command) {
        var id = key(command);
        var now = (id != null) ? tree.find(id) : null;
        return switch (command) {
            case CreateCategory create -> slugs(create.slug(), create.id(), create.name())
                    .map(slug -> new Place(new Parent(create.parent()), slug));
            case ChangeCategory change -> (now == null || change.local()) ? Stream.empty()
                    : slugs(change.slug().applyTo(null), change.id(), name(change, now))
                            .map(slug -> new Place(new Parent(now.parent()), slug));
            case MoveCategory move -> (now == null) ? Stream.empty()
                    : Stream.of(new Place(new Parent(move.parent()), now.slug()));
            case UpsertCategory(var upsert) -> {
                if (now == null) {
                    yield CategoryRules.candidates(upsert.id(), upsert.name())
                            .map(slug -> new Place(new Parent(upsert.parent()), slug));
                }
                yield (newParent(tree, command) == null) ? Stream.empty()
                        : CategoryRules.alternatives(now)
                                .flatMap(slug -> Stream.of(new Place(new Parent(upsert.parent()), slug),
                                        new Place(new Parent(now.parent()), slug)));
            }
            case OrderChildren _,DeleteCategory _ -> Stream.empty();
        };
    }

    private static String name(ChangeCategory change, Category now) {
        return Objects.requireNonNullElse(change.name().applyTo(now.name()), "");
    }

    private static Stream<Slug> slugs(@Nullable Slug wanted, CategoryId id, String name) {
        return (wanted != null) ? Stream.of(wanted) : CategoryRules.candidates(id, name);
    }

    private static void add(Collection<CategoryId> ids, @Nullable CategoryId id) {
        if (id != null) {
            ids.add(id);
        }
    }

    /** What a list of commands has done. */
    record Done(CategoryTree tree, List<Result> results) {

    }

    /** What one command has done. */
    sealed interface Result {

        /** It was carried out. */
        record Done(boolean created, boolean changed) implements Result {}

        /** It was refused. */
        record Refused(Rejection rejection) implements Result {}

    }

    /** A change that is known in full only when it is known what the category is like. */
    @FunctionalInterface
    interface Draft {

        /** What it means for the category. */
        Resolved<ChangeCategory> resolve(Category category, long version);

    }

    /** Says whether a command may touch the tree as it is now. */
    @FunctionalInterface
    interface Guard {

        /** Lets every command through. */
        Guard NONE = _ -> null;

        /** Why not, or null. */
        @Nullable
        Rejection check(CategoryTree tree);

    }

}
