package dev.aisle.web;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** Every path leads where Spring's own finding of handlers leads it. */
class PathFirstHandlerMappingTests {

    @RestController
    static class Handlers {

        @GetMapping("/things")
        void all() {}

        @GetMapping("/things/{id}")
        void one(@PathVariable String id) {}

        @GetMapping("/things/{id}/parts")
        void parts(@PathVariable String id) {}

        @GetMapping("/things/by-name/first/{*name}")
        void byName(@PathVariable String name) {}

        @GetMapping({"/one", "/other"})
        void either() {}

        @GetMapping("/{anything}")
        void anything(@PathVariable String anything) {}
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /things,             all
            /things/7,           one
            /things/7/parts,     parts
            /%74hings/7/p%61rts, parts
            /things;x=y/7,       one
            /things/by-name/first,     byName
            /things/by-name/first/a/b, byName
            /one,                either
            /other,              either
            /else,               anything
            /thing,              anything
            /thing/7,
            /things/,
            """)
    void leadsWhereSpringDoes(String path, String handler) throws Exception {
        assertThat(find(new PathFirstHandlerMapping(), path)).isEqualTo(handler);
        assertThat(find(new RequestMappingHandlerMapping(), path)).isEqualTo(handler);
    }

    private static String find(RequestMappingHandlerMapping mapping, String path) throws Exception {
        try (var context = new StaticWebApplicationContext()) {
            context.setServletContext(new MockServletContext());
            context.registerSingleton("handlers", Handlers.class);
            context.refresh();
            mapping.setApplicationContext(context);
            mapping.afterPropertiesSet();
            var request = new MockHttpServletRequest("GET", path);
            ServletRequestPathUtils.parseAndCache(request);
            var chain = mapping.getHandler(request);
            return (chain == null) ? null : ((HandlerMethod) chain.getHandler()).getMethod().getName();
        }
    }

}
