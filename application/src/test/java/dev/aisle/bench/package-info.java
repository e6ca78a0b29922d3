/** What the scripts under {@code bench/} run: a generator of large catalogs, loads, and measurements. */
@NullMarked
package dev.aisle.bench;

import org.jspecify.annotations.NullMarked;
