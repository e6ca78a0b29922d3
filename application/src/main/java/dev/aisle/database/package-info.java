/** The database as the application sees it: migrated by its owner, used by one pool a role. */
@NullMarked
package dev.aisle.database;

import org.jspecify.annotations.NullMarked;
