/** Tests: what fails is tried again, set aside, or told to the operator. */
@NullMarked
package dev.aisle.sync.recovery;

import org.jspecify.annotations.NullMarked;
