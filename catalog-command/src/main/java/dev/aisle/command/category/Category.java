package dev.aisle.command.category;

import org.jspecify.annotations.Nullable;

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
import dev.aisle.kernel.Slug;
import dev.aisle.kernel.Window;

/**
 * A node of the tree.
 *
 * @param id its id
 * @param parent its parent, or null at the root
 * @param position its sort key among its siblings; ties go by id
 * @param slug unique among its siblings
 * @param name its name
 * @param description a text for shoppers, or null
 * @param imageUrl a picture's URL, or null
 * @param hidden whether an editor hides it
 * @param display when it may be displayed
 */
public record Category(CategoryId id, @Nullable CategoryId parent, int position, Slug slug, String name,
        @Nullable String description, @Nullable String imageUrl, boolean hidden, Window display) {

    /**
     * Folds an event of its own stream.
     * @param before the category before, or null
     * @param event what happened
     * @return the category afterwards, or null when it is gone
     */
    static @Nullable Category evolve(@Nullable Category before, CategoryEvent event) {
        if (event instanceof CategoryCreated(var id, var parent, var position, var slug, var name, var description, var imageUrl, var hidden, var display)) {
            return new Category(id, parent, position, slug, name, description, imageUrl, hidden, display);
        }
        return (before != null) ? before.after(event) : null;
    }

    private @Nullable Category after(CategoryEvent event) {
        return switch (event) {
            case CategoryRenamed(_, var to) -> new Category(this.id, this.parent, this.position, this.slug, to,
                    this.description, this.imageUrl, this.hidden, this.display);
            case CategorySlugChanged(_, var to) -> new Category(this.id, this.parent, this.position, to, this.name,
                    this.description, this.imageUrl, this.hidden, this.display);
            case CategoryDescribed(_, var text, var image) -> new Category(this.id, this.parent, this.position,
                    this.slug, this.name, text, image, this.hidden, this.display);
            case CategoryMoved(_, var to, var at) -> new Category(this.id, to, at, this.slug, this.name,
                    this.description, this.imageUrl, this.hidden, this.display);
            case CategoryHidden _ -> hidden(true);
            case CategoryShown _ -> hidden(false);
            case CategoryDisplayWindowChanged(_, var to) -> new Category(this.id, this.parent, this.position,
                    this.slug, this.name, this.description, this.imageUrl, this.hidden, to);
            case CategoryDeleted _ -> null;
            case CategoryChildrenOrdered _,CategoryCreated _ -> this;
        };
    }

    private Category hidden(boolean now) {
        return new Category(this.id, this.parent, this.position, this.slug, this.name, this.description, this.imageUrl,
                now, this.display);
    }

    /**
     * This category at another place among its siblings.
     * @param place its sort key now
     * @return the category there
     */
    Category at(int place) {
        return new Category(this.id, this.parent, place, this.slug, this.name, this.description, this.imageUrl,
                this.hidden, this.display);
    }

}
