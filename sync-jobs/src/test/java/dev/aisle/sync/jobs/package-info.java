/** Jobs without a database. */
@NullMarked
package dev.aisle.sync.jobs;

import org.jspecify.annotations.NullMarked;
