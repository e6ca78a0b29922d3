package dev.aisle.query.product;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.Slug;
import dev.aisle.query.ConditionalOnQueryRole;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.http.Parameters;
import dev.aisle.query.http.StorefrontAnswers;

@RestController
@ConditionalOnQueryRole
@RequestMapping(path = "/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductController {

    private static final int MOST_IDS = 100;

    private final ProductViews views;
    private final StorefrontAnswers answers;

    ProductController(ProductViews views, StorefrontAnswers answers) {
        this.views = views;
        this.answers = answers;
    }

    @GetMapping("/products/{id}")
    void product(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var token = Consistency.tokenOf(request);
        var answer = ProductId.isValid(id) ? this.views.detail(id, token) : Optional.<Answer>empty();
        this.answers.write(request, response, answer, "product '%s'".formatted(Parameters.excerpt(id)));
    }

    @GetMapping("/product-slugs/{slug}")
    void productBySlug(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var token = Consistency.tokenOf(request);
        var answer = Slug.isValid(slug) ? this.views.detailBySlug(slug, token) : Optional.<Answer>empty();
        this.answers.write(request, response, answer, "product at '%s'".formatted(Parameters.excerpt(slug)));
    }

    @GetMapping("/products")
    void products(@RequestParam(required = false) @Nullable String ids, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        var answer = this.views.cards(parse(ids), Consistency.tokenOf(request));
        this.answers.write(request, response, Optional.of(answer), "products");
    }

    /** An id that comes twice is answered once, at its first place. */
    private static List<String> parse(@Nullable String ids) {
        if (ids == null || ids.isEmpty()) {
            throw Parameters.invalid("ids", "name 1 to %d product ids, separated by commas".formatted(MOST_IDS));
        }
        var split = List.of(ids.split(",", -1));
        if (split.size() > MOST_IDS) {
            throw Parameters.invalid("ids", "%d ids are too many: name at most %d".formatted(split.size(), MOST_IDS));
        }
        for (String id : split) {
            if (!ProductId.isValid(id)) {
                throw Parameters.invalid("ids", "is not a product id", id);
            }
        }
        return List.copyOf(new LinkedHashSet<>(split));
    }
}
