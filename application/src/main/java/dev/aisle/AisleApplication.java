package dev.aisle;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.modulith.Modulithic;

/** Starts Aisle. */
@Modulithic(systemName = "Aisle")
@SpringBootApplication(exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
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
