/** The demo catalog: brought in on the first start, with pictures that are drawn when they are asked for. */
@NullMarked
package dev.aisle.demo;

import org.jspecify.annotations.NullMarked;
