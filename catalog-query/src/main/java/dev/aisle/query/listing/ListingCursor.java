package dev.aisle.query.listing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;
import dev.aisle.kernel.ProductId;
import dev.aisle.query.http.Parameters;

/**
 * Where a page of a listing ended: after this sort key and product, whether or not that product still stands there.
 *
 * <p>As text it is base64url of: the sort's code, 8 bytes of a hash of the category's id, the key, the product's id and
 * a checksum. The checksum tells a damaged cursor from one of another listing; it protects nothing, since a cursor
 * grants nothing.
 *
 * @param sort the sort of the listing
 * @param category the category of the listing
 * @param key the sort key of the page's last product
 * @param product the id of the page's last product
 */
record ListingCursor(ListingSort sort, String category, long key, String product) {

    private static final int FIXED = 1 + Long.BYTES + Long.BYTES;

    private static final int LONGEST_TEXT = 220;

    /**
     * Reads a cursor for a listing.
     * @throws ProblemException 400 if it is none of ours, 422 if it belongs to another listing
     */
    static ListingCursor parse(String text, ListingSort sort, String category) {
        var bytes = decode(text);
        int payload = bytes.length - Integer.BYTES;
        if (payload <= FIXED || ByteBuffer.wrap(bytes).getInt(payload) != checksum(bytes, payload)) {
            throw unreadable(text);
        }
        var buffer = ByteBuffer.wrap(bytes, 0, payload);
        var itsSort = ListingSort.ofCode((char) buffer.get()).orElseThrow(() -> unreadable(text));
        long itsCategory = buffer.getLong();
        long key = buffer.getLong();
        var product = StandardCharsets.US_ASCII.decode(buffer).toString();
        if (!ProductId.isValid(product)) {
            throw unreadable(text);
        }
        if (itsSort != sort || itsCategory != digest(category)) {
            throw Parameters.invalid("after",
                    "the cursor belongs to another category or sort: begin there without a cursor");
        }
        return new ListingCursor(sort, category, key, product);
    }

    @Override
    public String toString() {
        var id = this.product.getBytes(StandardCharsets.US_ASCII);
        var buffer = ByteBuffer.allocate(FIXED + id.length + Integer.BYTES);
        buffer.put((byte) this.sort.code()).putLong(digest(this.category)).putLong(this.key).put(id);
        buffer.putInt(checksum(buffer.array(), FIXED + id.length));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }

    private static byte[] decode(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw unreadable(text);
        }
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException ex) {
            throw unreadable(text);
        }
    }

    private static ProblemException unreadable(String text) {
        return new ProblemException(ProblemType.MALFORMED_REQUEST,
                "'%s' is not a cursor: pass back pageInfo.endCursor of the page before.".formatted(
                        Parameters.excerpt(text)));
    }

    private static int checksum(byte[] bytes, int length) {
        var checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private static long digest(String category) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(category.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("every JDK has SHA-256", ex);
        }
    }
}
