/** The words that all modules share: ids, money, events and problem types. */
@ApplicationModule(displayName = "Shared kernel", allowedDependencies = {})
@NullMarked
package dev.aisle.kernel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
