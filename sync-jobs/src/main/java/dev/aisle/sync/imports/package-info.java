/** Imports: stores uploaded taxonomies and feeds, and brings them into the catalog as a restartable job. */
@NamedInterface("imports")
@NullMarked
package dev.aisle.sync.imports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
