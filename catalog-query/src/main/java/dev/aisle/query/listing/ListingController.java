package dev.aisle.query.listing;

import java.io.IOException;
import java.util.Optional;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
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
import org.springframework.web.bind.annotation.RestController;

import dev.aisle.kernel.CategoryId;
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
class ListingController {

    private static final int MOST_PRODUCTS = 100;

    private static final int USUAL_PRODUCTS = 24;

    private final ListingViews views;
    private final StorefrontAnswers answers;

    ListingController(ListingViews views, StorefrontAnswers answers) {
        this.views = views;
        this.answers = answers;
    }

    @Operation(summary = "The displayed products of a category's subtree, a page at a time")
    @ApiResponse(responseCode = "200", description = "Found",
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Storefront.Listing.class)))
    @ApiResponse(responseCode = "404", description = "There is no such category, or it isn't displayed",
            content = @Content(mediaType = "application/problem+json"))
    @ApiResponse(responseCode = "422", description = "A parameter is not valid",
            content = @Content(mediaType = "application/problem+json"))
    @Parameter(name = "sort", in = ParameterIn.QUERY, schema = @Schema(type = "string", defaultValue = "position",
            allowableValues = {"position", "price", "-price", "newest"}))
    @Parameter(name = "first", in = ParameterIn.QUERY, description = "How many at most",
            schema = @Schema(type = "integer", minimum = "1", maximum = "100", defaultValue = "24"))
    @Parameter(name = "after", in = ParameterIn.QUERY, description = "pageInfo.endCursor of the page before",
            schema = @Schema(type = "string"))
    @StorefrontRead
    @GetMapping("/categories/{id}/products")
    void products(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var token = Consistency.tokenOf(request);
        var after = Parameters.of(request, "after");
        if (Parameters.of(request, "filter") != null) {
            throw Parameters.invalid("filter", "filtering isn't possible yet: leave the parameter out");
        }
        int size = Parameters.number("first", Parameters.of(request, "first"), 1, MOST_PRODUCTS).orElse(USUAL_PRODUCTS);
        var order = sort(Parameters.of(request, "sort"));
        var cursor = (after == null || after.isEmpty())
                ? Optional.<ListingCursor>empty()
                : Optional.of(ListingCursor.parse(after, order, id));
        var answer = CategoryId.isValid(id)
                ? this.views.page(new ListingRequest(id, order, size, cursor), token)
                : Optional.<Answer>empty();
        this.answers.write(request, response, token, answer, () -> "category '%s'".formatted(Parameters.excerpt(id)));
    }

    private static ListingSort sort(@Nullable String sort) {
        if (sort == null) {
            return ListingSort.POSITION;
        }
        return ListingSort.of(sort)
                .orElseThrow(() -> Parameters.invalid("sort", "is none of position, price, -price, newest", sort));
    }
}
