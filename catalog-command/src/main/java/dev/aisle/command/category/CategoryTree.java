package dev.aisle.command.category;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.stream.NewEvent;
import dev.aisle.command.stream.Versioned;
import dev.aisle.command.stream.WorkingSet;
import dev.aisle.kernel.CategoryEvent;
import dev.aisle.kernel.CategoryEvent.CategoryChildrenOrdered;
import dev.aisle.kernel.CategoryEvent.CategoryDeleted;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Slug;

/**
 * The tree, or the part of it that a command works on: rows as loaded, what deciding needs
 * to know about their surroundings, and the events that have changed them. Applying events
 * keeps all of it true, so that many commands can be decided one after the other.
 */
public final class CategoryTree {

    /** How deep the tree may be; a root has depth 1. */
    static final int MAX_DEPTH = 32;

    private final WorkingSet<CategoryId, Category> categories = new WorkingSet<>();

    private final Map<Place, CategoryId> living = new HashMap<>();

    private final Map<Parent, Integer> ends = new HashMap<>();

    private final Map<Parent, Set<CategoryId>> children = new HashMap<>();

    private final Set<CategoryId> holdingProducts = new HashSet<>();

    private final Map<Place, CategoryId> left = new LinkedHashMap<>();

    private final List<CategoryId> gone = new ArrayList<>();

    private final List<NewEvent> events = new ArrayList<>();

    private long rootsVersionLoaded;

    private long rootsVersion;

    /** Takes a category's stream as it is stored. */
    public void load(CategoryId id, Versioned<Category> stored) {
        this.categories.load(id, stored);
        var category = stored.state();
        if (category != null) {
            stands(category);
        }
    }

    void loadSibling(@Nullable CategoryId parent, Slug slug, CategoryId id) {
        this.living.put(new Place(new Parent(parent), slug), id);
    }

    void loadEnd(@Nullable CategoryId parent, int lastPosition) {
        this.ends.merge(new Parent(parent), lastPosition, Math::max);
    }

    /** Takes a place that was left, and who was there last. */
    public void loadLeft(Place place, CategoryId id) {
        this.left.put(place, id);
    }

    void loadHoldsProducts(CategoryId leaf) {
        this.holdingProducts.add(leaf);
    }

    /** Its products are about to stand elsewhere. */
    void emptied(CategoryId leaf) {
        this.holdingProducts.remove(leaf);
    }

    /** Takes the version of the order of the roots as it is stored. */
    public void loadRootsVersion(long version) {
        this.rootsVersionLoaded = version;
        this.rootsVersion = version;
    }

    /** Takes up an event: what it makes of the tree is what is written. */
    public void apply(CategoryEvent event) {
        switch (event) {
            case CategoryChildrenOrdered ordered -> order(ordered);
            case CategoryEvent single -> {
                var id = single.id();
                if (id != null) {
                    change(id, single);
                }
            }
        }
    }

    private void order(CategoryChildrenOrdered ordered) {
        var parent = ordered.id();
        if (parent != null) {
            var now = this.categories.get(parent);
            this.categories.put(parent, now.next(now.state()));
            this.events.add(new NewEvent(now.version() + 1, ordered));
        } else {
            this.rootsVersion++;
            this.events.add(new NewEvent(this.rootsVersion, ordered));
        }
        int position = 0;
        for (var id : ordered.children()) {
            position++;
            var child = this.categories.get(id);
            var state = child.state();
            if (state != null) {
                this.categories.put(id, child.with(state.at(position)));
            }
        }
        this.ends.put(new Parent(parent), position);
    }

    private void change(CategoryId id, CategoryEvent event) {
        var before = this.categories.get(id);
        var after = before.next(Category.evolve(before.state(), event));
        this.categories.put(id, after);
        this.events.add(new NewEvent(after.version(), event));
        var old = before.state();
        var now = after.state();
        if (old != null) {
            this.living.remove(Place.of(old), id);
            childrenOf(old.parent()).remove(id);
            if (now != null && !Place.of(old).equals(Place.of(now))) {
                this.left.put(Place.of(old), id);
            }
        }
        if (now != null) {
            stands(now);
        }
        if (event instanceof CategoryDeleted) {
            this.gone.add(id);
            this.left.entrySet().removeIf(
                    entry -> entry.getValue().equals(id) || id.equals(entry.getKey().parent().id()));
        }
    }

    private void stands(Category category) {
        this.living.put(Place.of(category), category.id());
        this.ends.merge(new Parent(category.parent()), category.position(), Math::max);
        childrenOf(category.parent()).add(category.id());
    }

    private Set<CategoryId> childrenOf(@Nullable CategoryId parent) {
        return this.children.computeIfAbsent(new Parent(parent), _ -> new LinkedHashSet<>());
    }

    /** A category, if it exists. */
    @Nullable
    Category find(CategoryId id) {
        return this.categories.get(id).state();
    }

    /** A category's stream. */
    Versioned<Category> stream(CategoryId id) {
        return this.categories.get(id);
    }

    /** The version of the order of the roots. */
    public long rootsVersion() {
        return this.rootsVersion;
    }

    /** Whether the order of the roots has changed. */
    boolean rootsOrdered() {
        return this.rootsVersion != this.rootsVersionLoaded;
    }

    /** Who has a slug among a parent's children, if anybody. */
    @Nullable
    CategoryId holderOf(@Nullable CategoryId parent, Slug slug) {
        return this.living.get(new Place(new Parent(parent), slug));
    }

    /** A position behind all children. */
    int end(@Nullable CategoryId parent) {
        int last = this.ends.getOrDefault(new Parent(parent), 0);
        return (last == Integer.MAX_VALUE) ? last : last + 1;
    }

    /** The children that were loaded or came. */
    Set<CategoryId> children(@Nullable CategoryId parent) {
        return childrenOf(parent);
    }

    boolean holdsProducts(CategoryId id) {
        return this.holdingProducts.contains(id);
    }

    /** How many categories there are from the root to this one; 0 for the place above the roots. */
    int depth(@Nullable CategoryId id) {
        int depth = 0;
        for (var at = id; at != null; at = parentOf(at)) {
            depth++;
        }
        return depth;
    }

    /** Whether a category is another one or stands above it. */
    boolean isAtOrAbove(CategoryId upper, @Nullable CategoryId lower) {
        for (var at = lower; at != null; at = parentOf(at)) {
            if (at.equals(upper)) {
                return true;
            }
        }
        return false;
    }

    /** How many levels a category and what is below it take. */
    int height(CategoryId id) {
        int below = 0;
        for (var child : childrenOf(id)) {
            below = Math.max(below, height(child));
        }
        return below + 1;
    }

    private @Nullable CategoryId parentOf(CategoryId id) {
        var category = find(id);
        return (category != null) ? category.parent() : null;
    }

    /** What has changed, and what is there. */
    public WorkingSet<CategoryId, Category> categories() {
        return this.categories;
    }

    /** Places that categories have left, and who was there last. */
    public Map<Place, CategoryId> left() {
        return this.left;
    }

    /** Categories that were deleted, even if they were made again. */
    List<CategoryId> gone() {
        return this.gone;
    }

    /** Lets go of what has happened, for those who only fold it. */
    public void forgetEvents() {
        this.events.clear();
    }

    /** What has happened, in order. */
    List<NewEvent> events() {
        return this.events;
    }

    /**
     * Whose children: a category's, or the roots.
     *
     * @param id the category, or null for the roots
     */
    public record Parent(@Nullable CategoryId id) {

    }

    /**
     * Where a category stands, as a storefront path sees it.
     *
     * @param parent the parent
     * @param slug the slug among its children
     */
    public record Place(Parent parent, Slug slug) {

        static Place of(Category category) {
            return new Place(new Parent(category.parent()), category.slug());
        }

    }

}
