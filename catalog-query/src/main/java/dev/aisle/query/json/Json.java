package dev.aisle.query.json;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Rendered JSON with a digest of it, which is computed once however often the bytes are put into a body.
 *
 * @param bytes UTF-8
 * @param digest the first 16 bytes of their SHA-256: enough that nobody meets two texts with one digest
 */
public record Json(byte[] bytes, byte[] digest) {

    private static final int DIGEST_BYTES = 16;

    /**
     * Computes the digest.
     * @param bytes UTF-8
     * @return both
     */
    public static Json of(byte[] bytes) {
        return new Json(bytes, Arrays.copyOf(sha256().digest(bytes), DIGEST_BYTES));
    }

    static byte[] shortened(MessageDigest digest) {
        return Arrays.copyOf(digest.digest(), DIGEST_BYTES);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("every JDK has SHA-256", ex);
        }
    }

    /**
     * Tells whether two texts are the same.
     * @param other any
     * @return whether their bytes are equal
     */
    public boolean isSame(Json other) {
        return Arrays.equals(this.bytes, other.bytes);
    }
}
