package dev.aisle.security;

import javax.sql.DataSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;

import dev.aisle.kernel.ProblemType;
import dev.aisle.web.ProblemWriter;

/** Nothing under {@code /admin} without the admin account; all else is open. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecuritySettings.class)
class SecurityConfiguration {

    @Bean
    PasswordEncoder passwordEncoder(SecuritySettings settings) {
        return new RememberingPasswordEncoder(new BCryptPasswordEncoder(), settings.rememberFor());
    }

    @Bean
    @DependsOn("databaseMigration")
    AdminAccount adminAccount(SecuritySettings settings, @Qualifier("ownerDataSource") DataSource owner,
            PasswordEncoder encoder) {
        return new AdminAccount(settings.password(), owner, encoder);
    }

    @Bean
    SecurityFilterChain adminChain(HttpSecurity http, ProblemWriter problems) {
        AuthenticationEntryPoint signIn = (request, response, _) -> {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Aisle\", charset=\"UTF-8\"");
            problems.write(request, response, ProblemType.UNAUTHENTICATED,
                    "Send HTTP Basic credentials of the admin account.");
        };
        return http.securityMatcher("/admin/**").authorizeHttpRequests(paths -> paths.anyRequest().hasRole("ADMIN"))
                .httpBasic(basic -> basic.authenticationEntryPoint(signIn))
                .exceptionHandling(failures -> failures.authenticationEntryPoint(signIn)
                        .accessDeniedHandler((request, response, _) -> problems.write(request, response,
                                ProblemType.FORBIDDEN, "This account may not do that.")))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable).requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable).formLogin(AbstractHttpConfigurer::disable)
                .addFilterBefore(new CrossSiteWriteFilter(problems), AuthorizationFilter.class).build();
    }

    /** Observes neither filters nor sign-ins: nobody looks at that, and each request would pay. */
    @Bean
    SecurityObservationSettings withoutObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    RequestRejectedHandler rejectedRequests(ProblemWriter problems) {
        return (request, response, _) -> problems.write(request, response, ProblemType.MALFORMED_REQUEST,
                "The URL holds characters that no path of this service has.");
    }

}
