/** How commands come over HTTP: preconditions, idempotency keys, strict JSON, and answers. */
@NullMarked
package dev.aisle.command.http;

import org.jspecify.annotations.NullMarked;
