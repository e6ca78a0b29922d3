/** The publisher: it tells the storefront's cache what the projector changed. */
@NullMarked
package dev.aisle.sync.publishing;

import org.jspecify.annotations.NullMarked;
