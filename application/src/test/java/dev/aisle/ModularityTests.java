package dev.aisle;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void modulesUseOnlyWhatTheyMay() {
        ApplicationModules.of(AisleApplication.class).verify();
    }
}
