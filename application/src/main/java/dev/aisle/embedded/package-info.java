/** Starts, recognises and stops Aisle's own PostgreSQL and Redis on loopback, with their data in one folder. */
@NullMarked
package dev.aisle.embedded;

import org.jspecify.annotations.NullMarked;
