/** Full flatten: the job that builds a generation of the read model beside the live one and switches to it. */
@NullMarked
package dev.aisle.sync.rebuild;

import org.jspecify.annotations.NullMarked;
