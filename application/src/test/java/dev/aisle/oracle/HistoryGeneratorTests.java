package dev.aisle.oracle;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryGeneratorTests {

    @Test
    void theSameSeedMakesTheSameHistory() {
        assertThat(HistoryGenerator.generate(17)).isEqualTo(HistoryGenerator.generate(17));
        assertThat(HistoryGenerator.generate(18)).isNotEqualTo(HistoryGenerator.generate(17));
    }

}
