package dev.aisle.query.category;

import java.io.IOException;
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

import dev.aisle.kernel.CategoryId;
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
class CategoryController {

    private final CategoryViews views;
    private final StorefrontAnswers answers;

    CategoryController(CategoryViews views, StorefrontAnswers answers) {
        this.views = views;
        this.answers = answers;
    }

    @Operation(summary = "The displayed tree")
    @ApiResponse(responseCode = "200", description = "Found",
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Storefront.Tree.class)))
    @ApiResponse(responseCode = "422", description = "A parameter is not valid",
            content = @Content(mediaType = "application/problem+json"))
    @StorefrontRead
    @GetMapping("/categories")
    void tree(@Parameter(description = "How many levels, from the roots; all without it",
            schema = @Schema(type = "integer", minimum = "1")) @RequestParam(required = false) @Nullable String depth,
            HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        int levels = Math.min(Parameters.number("depth", depth, 1, Integer.MAX_VALUE).orElse(CategoryReads.DEEPEST),
                CategoryReads.DEEPEST);
        var token = Consistency.tokenOf(request);
        this.answers.write(request, response, token, Optional.of(this.views.tree(levels, token)), () -> "tree");
    }

    @Operation(summary = "A displayed category")
    @ApiResponse(responseCode = "200", description = "Found",
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Storefront.Category.class)))
    @ApiResponse(responseCode = "404", description = "There is no such category, or it isn't displayed",
            content = @Content(mediaType = "application/problem+json"))
    @StorefrontRead
    @GetMapping("/categories/{id}")
    void category(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var token = Consistency.tokenOf(request);
        var answer = CategoryId.isValid(id) ? this.views.page(id, token) : Optional.<Answer>empty();
        this.answers.write(request, response, token, answer, () -> "category '%s'".formatted(Parameters.excerpt(id)));
    }

    @Operation(summary = "A displayed category by the slugs from the root to it")
    @ApiResponse(responseCode = "200", description = "Found",
            content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = Storefront.Category.class)))
    @ApiResponse(responseCode = "308", description = "An old slug: Location has the new path", content = @Content)
    @ApiResponse(responseCode = "404", description = "There is no such category, or it isn't displayed",
            content = @Content(mediaType = "application/problem+json"))
    @StorefrontRead
    @GetMapping("/category-paths/{*path}")
    void categoryByPath(@Parameter(description = "Slugs joined by slashes") @PathVariable String path,
            HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var token = Consistency.tokenOf(request);
        var slugs = List.of(path.substring(1).split("/", -1));
        boolean possible = slugs.size() <= CategoryReads.DEEPEST && slugs.stream().allMatch(Slug::isValid);
        var answer = possible ? this.views.pageAt(slugs, token) : Optional.<Answer>empty();
        this.answers.write(request, response, token, answer,
                () -> "category at '%s'".formatted(Parameters.excerpt(path)));
    }
}
