/** Tests of what goes on in the background. */
@NullMarked
package dev.aisle.sync.following;

import org.jspecify.annotations.NullMarked;
