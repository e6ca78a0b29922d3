/** The folder that Aisle is run from: its jars, a script, and the JVM's cache for a quick start. */
@NullMarked
package dev.aisle.distribution;

import org.jspecify.annotations.NullMarked;
