package dev.aisle.command.category;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Patch;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.Window;

/** What can be asked of the tree. */
sealed interface CategoryCommand {

    /** Makes a category; without a slug it gets one of its name, without a position it comes last. */
    record CreateCategory(CategoryId id, @Nullable CategoryId parent, @Nullable Integer position, @Nullable Slug slug,
            String name, @Nullable String description, @Nullable String imageUrl, boolean hidden,
            Window display) implements CategoryCommand {}

    /** Changes what a category is like, but not its place. */
    record ChangeCategory(CategoryId id, Patch<String> name, Patch<Slug> slug, Patch<String> description,
            Patch<String> imageUrl, Patch<Boolean> hidden, Patch<Window> display) implements CategoryCommand {

        /** Whether only what belongs to the category alone changes, and nothing of the tree. */
        boolean local() {
            return this.slug instanceof Patch.Keep;
        }
    }

    /** Puts a category elsewhere; without a position it comes last there. */
    record MoveCategory(CategoryId id, @Nullable CategoryId parent,
            @Nullable Integer position) implements CategoryCommand {}

    /** Puts the children of a category, or the roots, into an order. */
    record OrderChildren(@Nullable CategoryId parent, List<CategoryId> children) implements CategoryCommand {

        /** Copies the list. */
        public OrderChildren {
            children = List.copyOf(children);
        }
    }

    /** Takes an empty category away. */
    record DeleteCategory(CategoryId id) implements CategoryCommand {}

    /** Makes a category as another system knows it, or changes it. */
    record UpsertCategory(CategoryUpsert upsert) implements CategoryCommand {}

}
