package dev.aisle.query;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.test.context.TestPropertySource;

import dev.aisle.AisleTest;

/** An application that only answers readers. Classes share it one after another, beside all others. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("query node")
@AisleTest
@TestPropertySource(properties = "aisle.roles=query")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface QueryNodeTest {

}
