/** JSON written straight into bytes. */
@NullMarked
package dev.aisle.query.json;

import org.jspecify.annotations.NullMarked;
