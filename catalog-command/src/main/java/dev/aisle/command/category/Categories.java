package dev.aisle.command.category;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.aisle.command.stream.Versioned;
import dev.aisle.command.stream.WorkingSet.Row;
import dev.aisle.kernel.CategoryId;

/** The categories, as they are stored. */
interface Categories {

    /** Makes whoever else wants to change the tree's structure wait until the transaction ends. */
    void lockStructure();

    /** Locks rows in the order of their ids, so that no product can be placed there meanwhile. */
    void lock(Collection<CategoryId> ids);

    /** Locks one category's row and loads it. */
    Versioned<Category> hold(CategoryId id);

    /** Loads categories and all above them, and the children of some. */
    CategoryTree load(Collection<CategoryId> ids, Collection<CategoryId> childrenOf, boolean roots);

    /** Loads all that stands below categories. */
    void loadBelow(CategoryTree tree, Collection<CategoryId> ids);

    /** Loads what deciding needs to know beside the categories. */
    void loadSurroundings(CategoryTree tree, Surroundings wanted);

    /** Writes what events have made of the tree. */
    void write(CategoryTree tree);

    /** Looks a category up. */
    Versioned<Category> find(CategoryId id);

    /** The children of a category, or the roots, in their order. */
    List<Row<CategoryId, Category>> children(@Nullable CategoryId parent);

    /** The version of the order of the roots. */
    long rootsVersion();

    /**
     * What deciding needs to know beside the categories themselves.
     *
     * @param parents categories that may get children or go
     * @param roots whether a root may come
     * @param places where a slug may be taken
     */
    record Surroundings(Collection<CategoryId> parents, boolean roots, Collection<CategoryTree.Place> places) {

    }

}
