package dev.aisle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents of the modules in {@code docs/architecture} are what the code says. After a
 * change, {@code -Daisle.docs=write} writes them anew.
 */
class DocumentationTests {

    private static final Path COMMITTED = Path.of("..", "docs", "architecture", "modules");

    @Test
    void documentsAreAsTheCodeIs() throws IOException {
        var fresh = Path.of("target", "module-docs");
        new Documenter(ApplicationModules.of(AisleApplication.class),
                Documenter.Options.defaults().withOutputFolder(fresh.toString()).withoutClean())
                .writeModulesAsPlantUml().writeIndividualModulesAsPlantUml().writeModuleCanvases();
        if ("write".equals(System.getProperty("aisle.docs"))) {
            Files.createDirectories(COMMITTED);
            for (var name : texts(fresh).keySet()) {
                Files.copy(fresh.resolve(name), COMMITTED.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        // The order of relations in a diagram differs from run to run and says nothing
        assertThat(texts(COMMITTED)).as("docs/architecture/modules; write it anew with -Daisle.docs=write")
                .isEqualTo(texts(fresh));
    }

    private static Map<String, List<String>> texts(Path folder) throws IOException {
        Map<String, List<String>> texts = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    texts.put(file.getFileName().toString(),
                            Files.readAllLines(file).stream().sorted().toList());
                }
            }
        }
        return texts;
    }

}
