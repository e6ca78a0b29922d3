package dev.aisle.kernel;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** What can happen to a category. Stream {@code category}, one stream an id. */
public sealed interface CategoryEvent extends CatalogEvent {

    /**
     * The category that it happened to.
     * @return its id, or null for the order of the roots
     */
    @Nullable
    CategoryId id();

    /**
     * The category came to be.
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
    record CategoryCreated(CategoryId id, @Nullable CategoryId parent, int position, Slug slug, String name,
            @Nullable String description, @Nullable String imageUrl, boolean hidden,
            Window display) implements CategoryEvent {}

    /**
     * It got another name.
     *
     * @param id its id
     * @param name the new name
     */
    record CategoryRenamed(CategoryId id, String name) implements CategoryEvent {}

    /**
     * It got another slug; the old one goes on leading to it while no sibling takes it.
     *
     * @param id its id
     * @param slug the new slug
     */
    record CategorySlugChanged(CategoryId id, Slug slug) implements CategoryEvent {}

    /**
     * It got another description or picture.
     *
     * @param id its id
     * @param description the description now, or null
     * @param imageUrl the picture's URL now, or null
     */
    record CategoryDescribed(CategoryId id, @Nullable String description,
            @Nullable String imageUrl) implements CategoryEvent {}

    /**
     * It went elsewhere in the tree, or to another place among its siblings.
     *
     * @param id its id
     * @param parent its parent now, or null at the root
     * @param position its sort key there
     */
    record CategoryMoved(CategoryId id, @Nullable CategoryId parent, int position) implements CategoryEvent {}

    /**
     * Its children, or the roots, stand in another order: the first has position 1, the
     * second 2, and so on. Written to the parent's stream, or to the stream
     * {@value #ROOTS} for the roots.
     *
     * @param id the parent, or null for the roots
     * @param children all children, in their new order
     */
    record CategoryChildrenOrdered(@Nullable CategoryId id, List<CategoryId> children) implements CategoryEvent {

        /** The stream id of the order of the roots; no category can have it. */
        public static final String ROOTS = "~roots";

        /** Copies the list. */
        public CategoryChildrenOrdered {
            children = List.copyOf(children);
        }
    }

    /**
     * An editor hid it.
     *
     * @param id its id
     */
    record CategoryHidden(CategoryId id) implements CategoryEvent {}

    /**
     * An editor showed it again.
     *
     * @param id its id
     */
    record CategoryShown(CategoryId id) implements CategoryEvent {}

    /**
     * The time in which it may be displayed changed.
     *
     * @param id its id
     * @param display the window now
     */
    record CategoryDisplayWindowChanged(CategoryId id, Window display) implements CategoryEvent {}

    /**
     * It is gone. An id made again continues the stream's versions.
     *
     * @param id its id
     */
    record CategoryDeleted(CategoryId id) implements CategoryEvent {}

}
