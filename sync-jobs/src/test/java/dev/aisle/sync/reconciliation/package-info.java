/** Tests of the reconciliation. */
@org.jspecify.annotations.NullMarked
package dev.aisle.sync.reconciliation;
