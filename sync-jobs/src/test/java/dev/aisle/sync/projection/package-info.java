/** Tests of the projector against a real database. */
@NullMarked
package dev.aisle.sync.projection;

import org.jspecify.annotations.NullMarked;
