/**
 * How products are offered: what they cost, and how much of them there is. Each is a stream of its own beside the
 * product's, because feeds set it often and by the thousand; here is what the two have in common.
 */
@NullMarked
package dev.aisle.command.offer;

import org.jspecify.annotations.NullMarked;
