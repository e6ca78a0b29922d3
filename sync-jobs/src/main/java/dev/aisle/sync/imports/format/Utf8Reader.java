package dev.aisle.sync.imports.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8, with or without a byte order mark, and goes on where bytes are broken: it
 * puts a mark where a character can't be had, so that a row with broken bytes can be told
 * from the good ones around it. The marks are noncharacters, which XML allows in text and
 * which no text may hold by itself.
 *
 * <p>
 * It counts what it hands out. Parsers that gather a piece before they give it out, be it
 * a comment of a gigabyte, are stopped by {@link #allow(long)}.
 */
final class Utf8Reader extends Reader {

    /** Stands for a byte that is not UTF-8. */
    static final char BROKEN = '\uFDD0';

    /** Stands for a control character. */
    static final char CONTROL = '\uFDD1';

    private static final int BUFFER = 16 * 1024;

    private final InputStream in;

    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    private int pendingMarks;

    private boolean begun;

    private boolean ended;

    private long allowance = Long.MAX_VALUE;

    private int heldBack = -1;

    Utf8Reader(InputStream in) {
        this.in = in;
    }

    static boolean isMark(int c) {
        return c == BROKEN || c == CONTROL;
    }

    /** Lets at most so many more characters out, before it refuses. */
    void allow(long characters) {
        this.allowance = characters;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!this.begun) {
            begin();
        }
        if (this.allowance <= 0) {
            throw new PieceTooLargeException();
        }
        if (this.heldBack >= 0) {
            target[offset] = (char) this.heldBack;
            this.heldBack = -1;
            return 1;
        }
        if (length == 1) {
            return readOne(target, offset);
        }
        var out = CharBuffer.wrap(target, offset, length);
        decode(out);
        int count = out.position() - offset;
        if (count == 0) {
            return -1;
        }
        this.allowance -= count;
        for (int i = offset; i < offset + count; i++) {
            target[i] = allowed(target[i]);
        }
        return count;
    }

    /** A pair of surrogates comes out of the decoder only where there is room for both. */
    private int readOne(char[] target, int offset) throws IOException {
        var pair = new char[2];
        int count = read(pair, 0, 2);
        if (count > 0) {
            target[offset] = pair[0];
            this.heldBack = (count == 2) ? pair[1] : -1;
        }
        return Math.min(count, 1);
    }

    private static char allowed(char c) {
        if (c < ' ') {
            return (c == '\t' || c == '\n' || c == '\r') ? c : CONTROL;
        }
        if (c >= '\u007F' && c <= '\u009F') {
            return CONTROL;
        }
        return (c >= '\uFDD2' && c <= '\uFDEF') || c >= '\uFFFE' ? BROKEN : c;
    }

    private void decode(CharBuffer out) throws IOException {
        int start = out.position();
        while (out.hasRemaining()) {
            if (this.pendingMarks > 0) {
                out.put(BROKEN);
                this.pendingMarks--;
                continue;
            }
            var result = this.decoder.decode(this.bytes, out, this.ended);
            if (result.isError()) {
                skip(result);
            } else if (result.isOverflow()) {
                return;
            } else if (this.ended || (out.position() > start && !refillWouldSucceed())) {
                return;
            } else {
                fill();
            }
        }
    }

    private boolean refillWouldSucceed() throws IOException {
        return this.in.available() > 0;
    }

    private void skip(CoderResult result) {
        this.bytes.position(this.bytes.position() + result.length());
        this.pendingMarks = 1;
        this.decoder.reset();
    }

    private void fill() throws IOException {
        this.bytes.compact();
        int count = this.in.read(this.bytes.array(), this.bytes.position(), this.bytes.remaining());
        if (count < 0) {
            this.ended = true;
        } else {
            this.bytes.position(this.bytes.position() + count);
        }
        this.bytes.flip();
    }

    private void begin() throws IOException {
        this.begun = true;
        while (!this.ended && this.bytes.remaining() < 3) {
            fill();
        }
        if (this.bytes.remaining() >= 2) {
            int first = this.bytes.get(0) & 0xFF;
            int second = this.bytes.get(1) & 0xFF;
            if ((first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE)) {
                throw new UnreadableFileException(1, "the file is UTF-16: save it as UTF-8");
            }
            if (this.bytes.remaining() >= 3 && first == 0xEF && second == 0xBB && (this.bytes.get(2) & 0xFF) == 0xBF) {
                this.bytes.position(3);
            }
        }
    }

    @Override
    public void close() throws IOException {
        this.in.close();
    }

    /** A parser asked for more in one piece than was allowed. */
    static final class PieceTooLargeException extends IOException {

        private static final long serialVersionUID = 1L;

        PieceTooLargeException() {
            super("a single piece is larger than allowed");
        }

    }

}
