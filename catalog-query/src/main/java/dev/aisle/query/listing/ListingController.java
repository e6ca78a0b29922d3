package dev.aisle.query.listing;

import java.io.IOException;
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

import dev.aisle.kernel.CategoryId;
import dev.aisle.query.ConditionalOnQueryRole;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.http.Parameters;
import dev.aisle.query.http.StorefrontAnswers;

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

    @GetMapping("/categories/{id}/products")
    void products(@PathVariable String id, @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable String first,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String filter, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        var token = Consistency.tokenOf(request);
        if (filter != null) {
            throw Parameters.invalid("filter", "filtering isn't possible yet: leave the parameter out");
        }
        int size = Parameters.number("first", first, 1, MOST_PRODUCTS).orElse(USUAL_PRODUCTS);
        var order = sort(sort);
        var cursor = (after == null || after.isEmpty())
                ? Optional.<ListingCursor>empty()
                : Optional.of(ListingCursor.parse(after, order, id));
        var answer = CategoryId.isValid(id)
                ? this.views.page(new ListingRequest(id, order, size, cursor), token)
                : Optional.<Answer>empty();
        this.answers.write(request, response, answer, "category '%s'".formatted(Parameters.excerpt(id)));
    }

    private static ListingSort sort(@Nullable String sort) {
        if (sort == null) {
            return ListingSort.POSITION;
        }
        return ListingSort.of(sort)
                .orElseThrow(() -> Parameters.invalid("sort", "is none of position, price, -price, newest", sort));
    }
}
