package dev.aisle.command;

import org.jspecify.annotations.Nullable;

import dev.aisle.kernel.CategoryId;

/**
 * A category as another system knows it. It is made if it doesn't exist (at the end of
 * its parent's children, shown, with a slug of its name); else renamed and moved where the
 * patches say so.
 *
 * @param id its id
 * @param name its name, used to create it and, where {@code rename}, to rename it
 * @param rename whether an existing category takes the name
 * @param parent its parent, or null for the root; used to create it and, where
 * {@code move}, to move it
 * @param move whether an existing category goes below the parent
 */
public record CategoryUpsert(CategoryId id, String name, boolean rename, @Nullable CategoryId parent, boolean move) {

}
