/** Jobs: how they are asked for, run on one node at a time, watched, stopped and taken up again. */
@NullMarked
package dev.aisle.sync.jobs;

import org.jspecify.annotations.NullMarked;
