package dev.aisle;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.modulith.Modulithic;

/** Starts Aisle. */
@Modulithic(systemName = "Aisle")
@SpringBootApplication
public class AisleApplication {

    /**
     * Starts Aisle with the given command line.
     *
     * @param args Spring Boot's arguments, {@code --name=value} each
     */
    public static void main(String[] args) {
        SpringApplication.run(AisleApplication.class, args);
    }
}
