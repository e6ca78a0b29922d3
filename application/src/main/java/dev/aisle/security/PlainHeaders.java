package dev.aisle.security;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * The firewall of Spring Security as it comes, but that names and values of headers which are printable ASCII, as nearly
 * all are, pass without the pattern that it matches at each look at a header.
 */
@Configuration(proxyBeanMethods = false)
class PlainHeaders {

    private static final Pattern NAME = Pattern.compile("[\\p{IsAssigned}&&[^\\p{IsControl}]]*");

    private static final Pattern VALUE = Pattern.compile("[\\p{IsAssigned}&&[[^\\p{IsControl}]||\\t]]*");

    @Bean
    StrictHttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(name -> isPlain(name) || NAME.matcher(name).matches());
        firewall.setAllowedHeaderValues(PlainHeaders::isAllowedValue);
        return firewall;
    }

    static boolean isAllowedValue(@Nullable String value) {
        return value == null || isPlain(value) || VALUE.matcher(value).matches();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

}
