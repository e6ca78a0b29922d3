/** Starts, recognises and stops Aisle's own PostgreSQL and Redis on loopback, with their data in one folder. */
@ApplicationModule(displayName = "Embedded servers", allowedDependencies = {})
@NullMarked
package dev.aisle.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
