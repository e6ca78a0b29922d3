/** Who may change the catalog: the admin account and the checks in front of every admin path. */
@NullMarked
package dev.aisle.security;

import org.jspecify.annotations.NullMarked;
