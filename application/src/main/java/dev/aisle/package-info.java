/** The assembly of Aisle: the main class and what only a whole application needs. */
@NullMarked
package dev.aisle;

import org.jspecify.annotations.NullMarked;
