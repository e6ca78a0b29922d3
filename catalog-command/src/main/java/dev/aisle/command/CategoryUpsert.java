package dev.aisle.command;

import org.jspecify.annotations.Nullable;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Window;

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
 * @param hidden whether an editor hides it; {@code Clear} shows it
 * @param display when it may be displayed; {@code Clear} is always
 */
public record CategoryUpsert(CategoryId id, String name, boolean rename, @Nullable CategoryId parent, boolean move,
        Patch<Boolean> hidden, Patch<Window> display) {

    /**
     * A category of which only name and place are known.
     * @param id its id
     * @param name its name
     * @param rename whether an existing category takes the name
     * @param parent its parent, or null for the root
     * @param move whether an existing category goes below the parent
     */
    public CategoryUpsert(CategoryId id, String name, boolean rename, @Nullable CategoryId parent, boolean move) {
        this(id, name, rename, parent, move, Patch.keep(), Patch.keep());
    }

}
