/** What readers find to contradict itself in the read model, and how sync is asked to recompute it. */
@NamedInterface("repair")
@NullMarked
package dev.aisle.query.repair;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
