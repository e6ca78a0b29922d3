package dev.aisle.web;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.stereotype.Component;

/** What describes the API is made when somebody first asks for it: it would take a fifth of each start. */
@Component
final class LazyDocumentation implements BeanFactoryPostProcessor {

    private static final String PACKAGE = "org.springdoc.";

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        for (String name : beans.getBeanDefinitionNames()) {
            BeanDefinition definition = beans.getBeanDefinition(name);
            if (isOfSpringdoc(definition.getBeanClassName()) || isOfSpringdoc(definition.getFactoryBeanName())) {
                definition.setLazyInit(true);
            }
        }
    }

    private static boolean isOfSpringdoc(@Nullable String name) {
        return name != null && name.startsWith(PACKAGE);
    }

}
