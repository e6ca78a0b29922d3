package dev.aisle.query.product;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
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
import dev.aisle.query.document.Storefront;
import dev.aisle.query.document.StorefrontRead;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.http.Parameters;
import dev.aisle.query.http.StorefrontAnswers;

@Tag(name = "Storefront")
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

    @Operation(summary = "An active product with a visible leaf, sold out or not")
    @ApiResponse(responseCode = "200", description = "Found",
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Storefront.Product.class)))
    @ApiResponse(responseCode = "404", description = "There is no such product, or it isn't displayed",
            content = @Content(mediaType = "application/problem+json"))
    @StorefrontRead
    @GetMapping("/products/{id}")
    void product(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var token = Consistency.tokenOf(request);
        var answer = ProductId.isValid(id) ? this.views.detail(id, token) : Optional.<Answer>empty();
        this.answers.write(request, response, token, answer, () -> "product '%s'".formatted(Parameters.excerpt(id)));
    }

    @Operation(summary = "The same by its slug")
    @ApiResponse(responseCode = "200", description = "Found",
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Storefront.Product.class)))
    @ApiResponse(responseCode = "308", description = "An old slug: Location has the new path", content = @Content)
    @ApiResponse(responseCode = "404", description = "There is no such product, or it isn't displayed",
            content = @Content(mediaType = "application/problem+json"))
    @StorefrontRead
    @GetMapping("/product-slugs/{slug}")
    void productBySlug(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var token = Consistency.tokenOf(request);
        var answer = Slug.isValid(slug) ? this.views.detailBySlug(slug, token) : Optional.<Answer>empty();
        this.answers.write(request, response, token, answer,
                () -> "product at '%s'".formatted(Parameters.excerpt(slug)));
    }

    @Operation(summary = "Cards of up to 100 products, in the order asked for")
    @ApiResponse(responseCode = "200", description = "Found",
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Storefront.Cards.class)))
    @ApiResponse(responseCode = "422", description = "A parameter is not valid",
            content = @Content(mediaType = "application/problem+json"))
    @StorefrontRead
    @GetMapping("/products")
    void products(
            @Parameter(description = "Product ids, separated by commas",
                    required = true) @RequestParam(required = false) @Nullable String ids,
            HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        var token = Consistency.tokenOf(request);
        var answer = this.views.cards(parse(ids), token);
        this.answers.write(request, response, token, Optional.of(answer), () -> "products");
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
