package dev.aisle.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares JSON with a file, member order and all. Started with {@code -Daisle.golden.write=true}, a test writes the
 * files instead.
 */
final class GoldenFiles {

    private static final Path FOLDER = Path.of("src", "test", "resources", "contract", "storefront");

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private GoldenFiles() {}

    static void assertMatches(String name, byte[] body) {
        var file = FOLDER.resolve(name + ".json");
        var pretty = JSON.writeValueAsString(JSON.readTree(body)).replace("\r\n", "\n") + "\n";
        try {
            if (Boolean.getBoolean("aisle.golden.write")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, pretty);
            }
            assertThat(pretty).as(name).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
