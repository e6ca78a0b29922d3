/** Dead letters, for operators: what can't be projected is shown, tried again, or given up. */
@NullMarked
package dev.aisle.sync.deadletter;

import org.jspecify.annotations.NullMarked;
