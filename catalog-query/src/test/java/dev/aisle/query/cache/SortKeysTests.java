package dev.aisle.query.cache;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.aisle.query.cache.SortKeys.Order;

import static org.assertj.core.api.Assertions.assertThat;

class SortKeysTests {

    @Test
    void knowWhatTheyTouch() {
        var keys = SortKeys.parse("5,17|-3|");

        assertThat(keys.touch(Order.POSITION, 1, 4)).isFalse();
        assertThat(keys.touch(Order.POSITION, 1, 5)).isTrue();
        assertThat(keys.touch(Order.POSITION, 17, Long.MAX_VALUE)).isTrue();
        assertThat(keys.touch(Order.POSITION, 18, Long.MAX_VALUE)).isFalse();
        assertThat(keys.touch(Order.PRICE, Long.MIN_VALUE, -3)).isTrue();
        assertThat(keys.touch(Order.CREATED, Long.MIN_VALUE, Long.MAX_VALUE)).as("nothing in this order").isFalse();
    }

    @Test
    void togetherTouchWhatEachDoes() {
        var both = SortKeys.parse("5||").and(SortKeys.parse("9|2|"));

        assertThat(both.touch(Order.POSITION, 5, 5)).isTrue();
        assertThat(both.touch(Order.POSITION, 9, 9)).isTrue();
        assertThat(both.touch(Order.POSITION, 6, 8)).isFalse();
        assertThat(both.touch(Order.PRICE, 2, 2)).isTrue();
        assertThat(both.and(SortKeys.ANY).isAny()).isTrue();
        assertThat(SortKeys.ANY.and(both).isAny()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1|2", "1|2|3|4", "a||", "1,||", "1;2||", "99999999999999999999||"})
    void whatTheyCannotReadIsAnywhere(String text) {
        assertThat(SortKeys.parse(text).touch(Order.CREATED, 7, 7)).isTrue();
    }

    @Test
    void nothingSaidIsAnywhere() {
        assertThat(SortKeys.parse(null).isAny()).isTrue();
    }
}
