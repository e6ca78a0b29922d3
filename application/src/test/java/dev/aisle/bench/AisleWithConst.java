package dev.aisle.bench;

import java.nio.file.Path;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import dev.aisle.AisleApplication;

/**
 * The application with one more path, {@code /v1/const/{name}}: what reads are compared with. It is mapped by hand,
 * since a controller among the tests would be found by every test that scans for components.
 */
final class AisleWithConst {

    /** Names the folder of the recordings. */
    static final String RECORDINGS = "benchmark.recordings";

    private AisleWithConst() {}

    /**
     * Starts it.
     * @param args the application's
     */
    public static void main(String[] args) {
        var application = new SpringApplication(AisleApplication.class);
        application.addInitializers(AisleWithConst::addConst);
        application.run(args);
    }

    private static void addConst(ConfigurableApplicationContext context) {
        var recordings = Path.of(context.getEnvironment().getRequiredProperty(RECORDINGS));
        ((GenericApplicationContext) context).registerBean("benchmarkConst", SmartInitializingSingleton.class,
                () -> () -> map(context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class),
                        new RecordedAnswers(recordings)));
    }

    private static void map(RequestMappingHandlerMapping mapping, RecordedAnswers answers) {
        var path = RequestMappingInfo.paths("/v1/const/{name}").methods(RequestMethod.GET)
                .produces(MediaType.APPLICATION_JSON_VALUE).options(mapping.getBuilderConfiguration()).build();
        var method = ReflectionUtils.findMethod(RecordedAnswers.class, "answer", String.class,
                HttpServletRequest.class, HttpServletResponse.class);
        if (method == null) {
            throw new IllegalStateException("RecordedAnswers has no method to answer by");
        }
        mapping.registerMapping(path, answers, method);
    }

}
