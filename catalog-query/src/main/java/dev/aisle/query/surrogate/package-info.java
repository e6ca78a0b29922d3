/** What stands before Aisle: the proxies that it purges, and the keys by which they know what an answer shows. */
@NamedInterface("surrogate")
@NullMarked
package dev.aisle.query.surrogate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
