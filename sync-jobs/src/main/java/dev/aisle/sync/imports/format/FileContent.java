package dev.aisle.sync.imports.format;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** What is in an uploaded file: unpacked if it was packed, and never more than allowed. */
public final class FileContent {

    private static final int BUFFER = 64 * 1024;

    private FileContent() {}

    /**
     * Opens a file, unpacking it if its first bytes say that it is gzip.
     * @param file the bytes as uploaded; closed with the answer
     * @param limit the most bytes that it may have unpacked
     * @return the content; reading it throws {@link UnreadableFileException} where the
     * packing is broken or the limit is reached
     * @throws IOException if the file can't be read
     */
    public static InputStream open(InputStream file, long limit) throws IOException {
        var buffered = new BufferedInputStream(file, BUFFER);
        buffered.mark(2);
        boolean packed = buffered.read() == 0x1F && buffered.read() == 0x8B;
        buffered.reset();
        if (!packed) {
            return new Limited(buffered, limit);
        }
        try {
            return new Limited(new GZIPInputStream(buffered, BUFFER), limit);
        } catch (EOFException | ZipException ex) {
            throw broken(ex);
        }
    }

    private static UnreadableFileException broken(IOException cause) {
        var message = cause instanceof EOFException
                ? "the gzip file is cut off: it ends before its content does. Upload it again, whole"
                : "the gzip file is damaged: upload it again";
        var broken = new UnreadableFileException(1, message);
        broken.initCause(cause);
        return broken;
    }

    /** Stops after so many bytes, which is how a gzip bomb ends. */
    private static final class Limited extends FilterInputStream {

        private final long limit;

        private long count;

        Limited(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int read = super.read(target, offset, length);
                this.count += Math.max(0, read);
                if (this.count > this.limit) {
                    throw new UnreadableFileException(1,
                            "the file is larger than %,d bytes unpacked: split it, or raise aisle.import.max-unpacked-size"
                                    .formatted(this.limit));
                }
                return read;
            } catch (EOFException | ZipException ex) {
                throw broken(ex);
            }
        }

    }

}
