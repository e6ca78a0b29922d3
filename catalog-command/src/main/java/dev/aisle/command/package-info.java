/** The write model: it decides what editors and feeds may change, and journals what they changed. */
@ApplicationModule(displayName = "Catalog command", allowedDependencies = {"kernel"})
@NullMarked
package dev.aisle.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
