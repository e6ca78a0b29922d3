package dev.aisle.kernel;

import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SlugTests {

    private static final Pattern ASCII_RULE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "rake", "wide-rake-7", "crème-brûlée", "김치", "김치-2", "0-0"})
    void whatIsASlug(String text) {
        assertThat(Slug.isValid(text)).isTrue();
        assertThat(new Slug(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "-a", "a-", "a--b", "A", "aB", "É", "a_b", "a b", "a/b", "a.", "{", "`", "é-",
        "\u0000"})
    void whatIsNone(String text) {
        assertThat(Slug.isValid(text)).isFalse();
        assertThatThrownBy(() -> new Slug(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void atMostSoLong() {
        assertThat(Slug.isValid("a".repeat(Slug.MAX_LENGTH))).isTrue();
        assertThat(Slug.isValid("a".repeat(Slug.MAX_LENGTH + 1))).isFalse();
    }

    /** Most slugs are ASCII and are looked at in another way than the others. */
    @Test
    void inAsciiTheSameAsByTheRule() {
        for (char c = 0; c < 128; c++) {
            assertByTheRule(String.valueOf(c));
            assertByTheRule("a" + c);
        }
        var texts = Stream.of("");
        for (int length = 1; length <= 5; length++) {
            texts = texts.flatMap(text -> Stream.of("-", "a", "z", "0", "9", "A").map(text::concat));
        }
        texts.forEach(SlugTests::assertByTheRule);
    }

    private static void assertByTheRule(String text) {
        assertThat(Slug.isValid(text)).as(text).isEqualTo(ASCII_RULE.matcher(text).matches());
    }

    @ParameterizedTest
    @CsvSource({"Rake, rake", "'  Rake & hoe  ', rake-hoe", "Farmer's milk, farmers-milk", "Crème brûlée, creme-brulee",
        "ÅNGSTRÖM, angstrom", "김치 & Tofu, 김치-tofu", "50% off!, 50-off", "ΑΒΓ, αβγ"})
    void madeOfAName(String name, String slug) {
        assertThat(Slug.of(name)).contains(new Slug(slug));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "&", "---", "’"})
    void noneOfANameWithoutLettersAndDigits(String name) {
        assertThat(Slug.of(name)).isEmpty();
    }

    @Test
    void aLongNameIsCutWhereAHyphenWouldEndIt() {
        var name = "a".repeat(Slug.MAX_LENGTH - 1) + " b";

        assertThat(Slug.of(name)).contains(new Slug("a".repeat(Slug.MAX_LENGTH - 1)));
    }

    @ParameterizedTest
    @CsvSource({"rake, p1, rake-p1", "rake, P_1, rake-p-1", "rake, -x-, rake-x", "김치, 7, 김치-7"})
    void distinguishedByItsOwner(String slug, String owner, String distinct) {
        assertThat(new Slug(slug).distinguishedBy(owner)).isEqualTo(new Slug(distinct));
    }

    @Test
    void shortenedToMakeRoomForItsOwner() {
        var slug = new Slug("a".repeat(Slug.MAX_LENGTH)).distinguishedBy("p1");

        assertThat(slug).isEqualTo(new Slug("a".repeat(Slug.MAX_LENGTH - 3) + "-p1"));
    }

}
