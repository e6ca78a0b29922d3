/** How OpenAPI describes the storefront: bodies are written as bytes, so their shapes are told here. */
@NullMarked
package dev.aisle.query.document;

import org.jspecify.annotations.NullMarked;
