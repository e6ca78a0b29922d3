/** Projection of the journal into the read model, and the jobs that import, rebuild and audit. */
@ApplicationModule(displayName = "Sync and jobs",
        allowedDependencies = {"kernel", "command", "query::cache", "query::repair", "query::surrogate"})
@NullMarked
package dev.aisle.sync;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
