/** What all storefront answers share: headers, validators, consistency tokens and the checks of parameters. */
@NullMarked
package dev.aisle.query.http;

import org.jspecify.annotations.NullMarked;
