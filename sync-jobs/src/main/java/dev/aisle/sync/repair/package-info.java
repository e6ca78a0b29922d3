/** Read repair: recomputes single keys of the read model that readers found to contradict themselves. */
@NullMarked
package dev.aisle.sync.repair;

import org.jspecify.annotations.NullMarked;
