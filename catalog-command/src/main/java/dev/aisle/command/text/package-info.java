/** What texts may be: their lengths, their characters, and the check digits of trade item numbers. */
@NullMarked
package dev.aisle.command.text;

import org.jspecify.annotations.NullMarked;
