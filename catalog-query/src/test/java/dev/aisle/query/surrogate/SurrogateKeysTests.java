package dev.aisle.query.surrogate;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SurrogateKeysTests {

    @Test
    void anAnswerHasTheKeyOfAllAnswersAndThoseOfWhatItShows() {
        assertThat(new SurrogateKeys().listing("fruit").product("lime").product("fig").category("a:b~c.d")
                .productSlug("key-lime").categories().tree())
                .hasToString("aisle l/fruit p/lime p/fig c/a:b~c.d s/key-lime categories tree");
    }

    @Test
    void longIdsAndSlugsOfOtherAlphabetsAreShortenedToWhatAHeaderCanHold() {
        for (var key : List.of(SurrogateKeys.ofProduct("x".repeat(25)), SurrogateKeys.ofProduct("y".repeat(120)),
                SurrogateKeys.ofProductSlug("лимон"), SurrogateKeys.ofProductSlug("a,b"))) {
            assertThat(key).matches("[ps]/~[0-9a-f]{1,16}");
        }
        assertThat(SurrogateKeys.ofProduct("x".repeat(25))).isNotEqualTo(SurrogateKeys.ofProduct("x".repeat(26)));
        assertThat(SurrogateKeys.ofProductSlug("лимон")).isNotEqualTo(SurrogateKeys.ofProductSlug("лимоны"));
    }

    @Test
    void aPageOfAHundredCardsFitsIntoAHeader() {
        var keys = new SurrogateKeys().listing("c".repeat(120));
        for (int number = 100; number < 200; number++) {
            keys.product("p".repeat(117) + number);
        }

        assertThat(keys.toString()).hasSizeLessThan(3_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"varnish:6081", "ftp://varnish", "/purge", "http://user:secret@varnish:6081"})
    void whatIsNoUrlOfAProxyIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings(url)).withMessageContaining(url);
    }

    @Test
    void aProxyIsNamedOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> settings("http://a:80", "http://a:80"))
                .withMessageContaining("twice");
        assertThat(settings("http://a:80", "http://b:80").arePurged()).isTrue();
        assertThat(settings().arePurged()).isFalse();
    }

    private static ProxySettings settings(String... urls) {
        return new ProxySettings(List.of(urls).stream().map(URI::create).toList(), Duration.ofHours(1), Duration.ZERO,
                Duration.ZERO, Duration.ofSeconds(5));
    }
}
