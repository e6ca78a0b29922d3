package dev.aisle.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of what clients may send.
 *
 * @param maxBody the largest request body, but for the files of an import, whose limit is
 * {@code spring.servlet.multipart.max-file-size}
 */
@ConfigurationProperties("aisle.web")
record WebSettings(@DefaultValue("16MB") DataSize maxBody) {

}
