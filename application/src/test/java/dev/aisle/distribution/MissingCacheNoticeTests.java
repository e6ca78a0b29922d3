package dev.aisle.distribution;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MissingCacheNoticeTests {

    private static final List<String> WITH_CACHE = List.of("-Xmx1g", "-XX:AOTCache=/aisle/aisle.aot");

    @Test
    void namesACacheThatTheJvmDidNotTake() {
        assertThat(MissingCacheNotice.unused(WITH_CACHE, "mixed mode")).contains("/aisle/aisle.aot");
    }

    @Test
    void saysNothingOfACacheInUse() {
        assertThat(MissingCacheNotice.unused(WITH_CACHE, "mixed mode, sharing")).isEmpty();
    }

    @Test
    void saysNothingWhereNoneIsGiven() {
        assertThat(MissingCacheNotice.unused(List.of("-Xmx1g"), "mixed mode")).isEmpty();
    }

}
