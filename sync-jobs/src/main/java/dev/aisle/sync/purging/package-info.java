/** The purger: it tells the proxies before Aisle what changed, so that they may keep answers for long. */
@NullMarked
package dev.aisle.sync.purging;

import org.jspecify.annotations.NullMarked;
