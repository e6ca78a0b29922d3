package dev.aisle.web;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of what clients may send.
 *
 * @param maxBody the largest request body, but for the files of an import, whose limit is
 * {@code spring.servlet.multipart.max-file-size}
 * @param adminAtOnce how many admin requests are handled at once; more are told at once to come back. With
 * {@code aisle.query.at-once} fewer than the server has threads (200)
 */
@Validated
@ConfigurationProperties("aisle.web")
record WebSettings(@DefaultValue("16MB") DataSize maxBody, @Min(1) @DefaultValue("48") int adminAtOnce) {

}
