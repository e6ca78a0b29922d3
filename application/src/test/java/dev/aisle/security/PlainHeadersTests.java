package dev.aisle.security;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

import static org.assertj.core.api.Assertions.assertThat;

/** Every character passes or is refused as Spring Security's own firewall has it. */
class PlainHeadersTests {

    private final HttpFirewall strict = new StrictHttpFirewall();

    private final HttpFirewall plain = new PlainHeaders().firewall();

    @Test
    void headersPassAsInSpringSecurity() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            for (var text : List.of(String.valueOf((char) c), "a" + (char) c + "b")) {
                assertThat(passes(this.plain, "name", text)).as("value with U+%04X", c)
                        .isEqualTo(passes(this.strict, "name", text));
                assertThat(passes(this.plain, text, "value")).as("name with U+%04X", c)
                        .isEqualTo(passes(this.strict, text, "value"));
            }
        }
    }

    private static boolean passes(HttpFirewall firewall, String name, String value) {
        var request = new MockHttpServletRequest("GET", "/v1/categories");
        request.addHeader(name, value);
        try {
            return value.equals(firewall.getFirewalledRequest(request).getHeader(name));
        } catch (RequestRejectedException _) {
            return false;
        }
    }

}
