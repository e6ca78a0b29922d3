/** How far the read model is behind the write model, for operators. */
@NullMarked
package dev.aisle.sync.status;

import org.jspecify.annotations.NullMarked;
