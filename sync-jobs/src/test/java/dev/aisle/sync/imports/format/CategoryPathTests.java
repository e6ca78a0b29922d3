package dev.aisle.sync.imports.format;

import org.junit.jupiter.api.Test;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;

import static org.assertj.core.api.Assertions.assertThat;

class CategoryPathTests {

    @Test
    void isTheSameWhateverTheSpaces() {
        var path = CategoryPath.parse("Audio > Smart  Home ");
        assertThat(path.levels()).containsExactly("Audio", "Smart  Home");
        assertThat(path.key()).isEqualTo(CategoryPath.parse("Audio  >  Smart\u00A0Home").key());
        assertThat(path.key()).isNotEqualTo(CategoryPath.parse("Audio > Smarthome").key());
    }

    @Test
    void knowsWhatLiesBelow() {
        var path = CategoryPath.parse("A > B");
        assertThat(path.isAncestorOf(CategoryPath.parse("A > B > C"))).isTrue();
        assertThat(path.isAncestorOf(path)).isFalse();
        assertThat(path.isAncestorOf(CategoryPath.parse("A > BB > C"))).isFalse();
        assertThat(path.parent()).isEqualTo(CategoryPath.parse("A"));
    }

    @Test
    void makesIdsThatUrlsCanCarry() {
        assertThat(SafeId.of("fine-1.2~3:4")).isEqualTo("fine-1.2~3:4");
        assertThat(SafeId.of("a b/c")).startsWith("a-b-c-").matches(ProductId::isValid);
        assertThat(SafeId.of("a b/c")).isNotEqualTo(SafeId.of("a/b c"));
        assertThat(SafeId.of("..")).startsWith("x-").matches(ProductId::isValid);
        assertThat(SafeId.of("한글")).matches(ProductId::isValid);
        assertThat(SafeId.of("x".repeat(500))).hasSize(120);
        assertThat(SafeId.of(CategoryPath.parse("General > CPU Coolers"))).startsWith("cpu-coolers-");
        assertThat(SafeId.of(CategoryPath.parse("식품 > 차"))).startsWith("c-").matches(CategoryId::isValid);
        assertThat(SafeId.other("c7")).isEqualTo("c7~other");
        assertThat(SafeId.other("x".repeat(118))).matches(CategoryId::isValid);
    }

}
