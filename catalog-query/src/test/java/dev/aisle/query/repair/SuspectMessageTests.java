package dev.aisle.query.repair;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.ProductId;
import dev.aisle.query.cache.SortKeys.Order;
import dev.aisle.query.repair.Suspect.Category;
import dev.aisle.query.repair.Suspect.ListingRow;
import dev.aisle.query.repair.Suspect.Product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SuspectMessageTests {

    /** What PostgreSQL takes as a notification's text. */
    private static final int LONGEST = 7_999;

    @Test
    void whatIsWrittenIsRead() {
        var suspects = List.<Suspect>of(new Product(new ProductId("a.b:c~d-1")), new Category(new CategoryId("x")),
                new ListingRow(new CategoryId("x"), new ProductId("y"), Order.CREATED, -5));

        assertThat(SuspectMessage.write(suspects)).isEqualTo("product a.b:c~d-1\ncategory x\nlisting x y CREATED -5");
        assertThat(SuspectMessage.read(SuspectMessage.write(suspects))).isEqualTo(suspects);
    }

    @Test
    void theLongestMessageFits() {
        var id = "i".repeat(120);
        Suspect longest = new ListingRow(new CategoryId(id), new ProductId(id), Order.POSITION, Long.MIN_VALUE);

        assertThat(SuspectMessage.write(Collections.nCopies(SuspectMessage.MOST, longest))
                .getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LONGEST);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SuspectMessage.write(Collections.nCopies(SuspectMessage.MOST + 1, longest)));
    }

    @Test
    void whatCannotBeReadIsPassedOver() {
        assertThat(SuspectMessage.read("""
                product
                product a b
                product 'x'
                brand acme
                listing x y SIZE 1
                listing x y PRICE one
                listing x y

                product good""")).containsExactly(new Product(new ProductId("good")));
        assertThat(SuspectMessage.read("")).isEmpty();
        assertThat(SuspectMessage.read("product a\n".repeat(1_000))).hasSize(SuspectMessage.MOST);
    }
}
