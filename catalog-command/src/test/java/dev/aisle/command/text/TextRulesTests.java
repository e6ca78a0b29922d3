package dev.aisle.command.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TextRulesTests {

    @ParameterizedTest
    @ValueSource(strings = {"96385074", "036000291452", "4006381333931", "10614141000415"})
    void goodTradeItemNumbers(String gtin) {
        assertThat(new TextRules().gtin("/gtin", gtin).errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9638507", "96385075", "036000291453", "40063813339310", "400638133393X",
        "１２３４５６７８"})
    void badTradeItemNumbers(String gtin) {
        assertThat(new TextRules().gtin("/gtin", gtin).errors()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/a.jpg?x=1#y", "http://10.0.0.1:8080/a", "/pictures/a.svg",
        "https://example.org"})
    void goodUrls(String url) {
        assertThat(new TextRules().url("/imageUrl", url).errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.jpg", "//example.org/a.jpg", "ftp://example.org/a", "javascript:alert(1)",
        "https://", "https:///a", "/a b", "/a\"b", "https://example.org/<script>", "/a\\b", "data:image/png;base64,AA"})
    void badUrls(String url) {
        assertThat(new TextRules().url("/imageUrl", url).errors()).hasSize(1);
    }

    @Test
    void lengthsCountCharactersNotUnits() {
        assertThat(new TextRules().name("/name", "🍎".repeat(Limits.NAME)).errors()).isEmpty();
        assertThat(new TextRules().name("/name", "🍎".repeat(Limits.NAME) + "x").errors()).hasSize(1);
    }

    @Test
    void halfCharactersAndControlsAreFound() {
        assertThat(new TextRules().description("/d", "lines\r\n\tare fine").errors()).isEmpty();
        assertThat(new TextRules().description("/d", "a\u0000").errors()).hasSize(1);
        assertThat(new TextRules().description("/d", "a\ud83c").errors()).hasSize(1);
        assertThat(new TextRules().description("/d", "\udf4ea").errors()).hasSize(1);
        assertThat(new TextRules().line("/l", "a\u0085b", 10).errors()).hasSize(1);
    }

    @Test
    void pointersAreEscaped() {
        assertThat(TextRules.escaped("a/b~c")).isEqualTo("a~1b~0c");
    }

}
