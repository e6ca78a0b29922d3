/** The storefront: it answers shoppers from the read model. */
@ApplicationModule(displayName = "Catalog query", allowedDependencies = {"kernel"})
@NullMarked
package dev.aisle.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
