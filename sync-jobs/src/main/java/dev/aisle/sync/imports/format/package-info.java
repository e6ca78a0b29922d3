/** Reads the files that shops have, in bounded memory: taxonomy text and Merchant Center feeds. */
@NullMarked
package dev.aisle.sync.imports.format;

import org.jspecify.annotations.NullMarked;
