/** Work that goes on in the background for as long as the process has it: woken, once a beat, and again when it fails. */
@NullMarked
package dev.aisle.sync.following;

import org.jspecify.annotations.NullMarked;
