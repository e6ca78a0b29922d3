package dev.aisle.demo;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

class DemoPictureTests {

    @Test
    void everyPictureOfTheDemoFeedCanBeDrawn() throws IOException {
        var names = lines().skip(1).map(line -> line.split("\t")[3])
                .map(link -> link.replace("/demo/images/", "").replace(".svg", "")).toList();

        assertThat(names).hasSizeGreaterThan(600).allSatisfy(name -> assertThat(DemoPicture.named(name)).isPresent());
    }

    @ParameterizedTest
    @EnumSource
    void everyShapeIsWellFormed(DemoPicture.Shape shape) throws XMLStreamException {
        for (int seed = 0; seed < 2_000; seed += 7) {
            var xml = XMLInputFactory.newDefaultFactory()
                    .createXMLStreamReader(new StringReader(new DemoPicture(shape, 210, seed).svg()));
            while (xml.hasNext()) {
                xml.next();
            }
        }
    }

    @Test
    void oneNameIsOnePicture() {
        assertThat(picture("bottle-210-milk")).isEqualTo(picture("bottle-210-milk"))
                .isNotEqualTo(picture("bottle-210-cream")).isNotEqualTo(picture("bottle-30-milk"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bottle", "bottle-milk", "sphinx-1-milk", "bottle-1000-milk", "BOTTLE-1-milk",
        "bottle-1-<svg>"})
    void otherNamesAreNoPictures(String name) {
        assertThat(DemoPicture.named(name)).isEmpty();
    }

    private static String picture(String name) {
        return DemoPicture.named(name).orElseThrow().svg();
    }

    private static Stream<String> lines() throws IOException {
        return new ClassPathResource("demo/feed.tsv").getContentAsString(StandardCharsets.UTF_8).lines();
    }

}
