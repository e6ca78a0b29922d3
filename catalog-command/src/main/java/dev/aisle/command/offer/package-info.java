/** How products are offered, what they cost and how much of them there is: streams of their own, set one or many at once. */
@NullMarked
package dev.aisle.command.offer;

import org.jspecify.annotations.NullMarked;
