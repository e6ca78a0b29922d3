/** Rendered parts of answers in Redis: how they are kept, read, and made invalid. */
@NamedInterface("cache")
@NullMarked
package dev.aisle.query.cache;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
