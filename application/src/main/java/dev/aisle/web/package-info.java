/** What every HTTP answer shares: problems, request ids, limits of size. */
@NullMarked
package dev.aisle.web;

import org.jspecify.annotations.NullMarked;
