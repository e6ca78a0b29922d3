/** Fixtures for the tests of all modules. */
@NullMarked
package dev.aisle.kernel.testing;

import org.jspecify.annotations.NullMarked;
