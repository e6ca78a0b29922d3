package dev.aisle.query.listing;

import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.aisle.kernel.ProblemException;
import dev.aisle.kernel.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ListingCursorTests {

    @ParameterizedTest
    @EnumSource(ListingSort.class)
    void comesBackAsItWent(ListingSort sort) {
        for (long key : new long[]{0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1_767_225_600_000_001L}) {
            for (String product : new String[]{"p", "Z.~:-", "x".repeat(120)}) {
                var cursor = new ListingCursor(sort, "milk", key, product);
                assertThat(ListingCursor.parse(cursor.toString(), sort, "milk")).isEqualTo(cursor);
                assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+");
            }
        }
    }

    @Test
    void anyDamageIsNoticed() {
        var bytes = Base64.getUrlDecoder().decode(new ListingCursor(ListingSort.PRICE, "milk", 199, "oat").toString());
        for (int i = 0; i < bytes.length * 8; i++) {
            var damaged = bytes.clone();
            damaged[i / 8] ^= (byte) (1 << (i % 8));
            assertThat(problem(Base64.getUrlEncoder().encodeToString(damaged), ListingSort.PRICE, "milk"))
                    .isEqualTo(ProblemType.MALFORMED_REQUEST);
        }
    }

    @Test
    void anotherListingsCursorIsInvalidNotUnreadable() {
        var cursor = new ListingCursor(ListingSort.PRICE, "milk", 199, "oat").toString();

        assertThat(problem(cursor, ListingSort.PRICE_DESCENDING, "milk")).isEqualTo(ProblemType.INVALID);
        assertThat(problem(cursor, ListingSort.PRICE, "bread")).isEqualTo(ProblemType.INVALID);
    }

    private static ProblemType problem(String cursor, ListingSort sort, String category) {
        return catchThrowableOfType(ProblemException.class, () -> ListingCursor.parse(cursor, sort, category)).type();
    }
}
