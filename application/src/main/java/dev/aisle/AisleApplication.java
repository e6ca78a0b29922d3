package dev.aisle;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.modulith.Modulithic;

import dev.aisle.embedded.EarlyStart;

/** Starts Aisle. Beans go by their full names, since modules may each have, say, a category controller. */
@Modulithic(systemName = "Aisle")
@SpringBootApplication(exclude = {DataSourceAutoConfiguration.class,
    FlywayAutoConfiguration.class}, nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
public class AisleApplication {

    /**
     * Starts Aisle with the given command line.
     *
     * @param args Spring Boot's arguments, {@code --name=value} each
     */
    public static void main(String[] args) {
        var application = new SpringApplication(AisleApplication.class);
        application.addListeners(new EarlyStart());
        application.run(args);
    }
}
