package dev.aisle.query.category;

import java.io.IOException;
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

import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Slug;
import dev.aisle.query.ConditionalOnQueryRole;
import dev.aisle.query.http.Answer;
import dev.aisle.query.http.Consistency;
import dev.aisle.query.http.Parameters;
import dev.aisle.query.http.StorefrontAnswers;

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

    @GetMapping("/categories")
    void tree(@RequestParam(required = false) @Nullable String depth, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        int levels = Math.min(Parameters.number("depth", depth, 1, Integer.MAX_VALUE).orElse(CategoryReads.DEEPEST),
                CategoryReads.DEEPEST);
        this.answers.write(request, response, Optional.of(this.views.tree(levels, Consistency.tokenOf(request))),
                "tree");
    }

    @GetMapping("/categories/{id}")
    void category(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var token = Consistency.tokenOf(request);
        var answer = CategoryId.isValid(id) ? this.views.page(id, token) : Optional.<Answer>empty();
        this.answers.write(request, response, answer, "category '%s'".formatted(Parameters.excerpt(id)));
    }

    @GetMapping("/category-paths/{*path}")
    void categoryByPath(@PathVariable String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var token = Consistency.tokenOf(request);
        var slugs = List.of(path.substring(1).split("/", -1));
        boolean possible = slugs.size() <= CategoryReads.DEEPEST && slugs.stream().allMatch(Slug::isValid);
        var answer = possible ? this.views.pageAt(slugs, token) : Optional.<Answer>empty();
        this.answers.write(request, response, answer, "category at '%s'".formatted(Parameters.excerpt(path)));
    }
}
