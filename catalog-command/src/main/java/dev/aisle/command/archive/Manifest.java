package dev.aisle.command.archive;

import org.jspecify.annotations.Nullable;

/**
 * What an archive holds. Written last: an archive without it is not complete.
 *
 * @param format the format's version
 * @param epoch the journal's epoch when it was written
 * @param first the first position of its range
 * @param next the first position after its range
 * @param events how many events it holds
 * @param firstEvent the position of the first, or null
 * @param lastEvent the position of the last, or null
 * @param contentSha256 the checksum of its lines, uncompressed
 * @param file the file's name
 * @param fileSha256 the checksum of the file
 * @param bytes the file's size
 */
record Manifest(int format, long epoch, long first, long next, long events, @Nullable Long firstEvent,
        @Nullable Long lastEvent, String contentSha256, String file, String fileSha256, long bytes) {

    static final int FORMAT = 1;

}
