package dev.aisle.embedded;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedSettingsTests {

    @ParameterizedTest
    @CsvSource({"512MB, 128MB", "16GB, 2GB", "24GB, 3GB", "256GB, 4GB"})
    void postgresTakesAnEighthOfTheMachineWithinBounds(String machine, String share) {
        assertThat(EmbeddedSettings.share(DataSize.parse(machine))).isEqualTo(DataSize.parse(share));
    }

}
