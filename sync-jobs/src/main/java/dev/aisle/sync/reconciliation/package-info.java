/** Reconciliation: the job that compares read model and caches with the write model, and repairs what differs. */
@NullMarked
package dev.aisle.sync.reconciliation;

import org.jspecify.annotations.NullMarked;
