/** Records what shoppers are answered while parts of Aisle fail, and checks that none of it was a lie. */
@NullMarked
package dev.aisle.consistency;

import org.jspecify.annotations.NullMarked;
