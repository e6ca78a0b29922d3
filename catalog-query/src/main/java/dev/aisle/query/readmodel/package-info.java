/** Reads of the active generation, each from one snapshot that it tells. */
@NullMarked
package dev.aisle.query.readmodel;

import org.jspecify.annotations.NullMarked;
