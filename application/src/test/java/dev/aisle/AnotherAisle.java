package dev.aisle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A class whose application has settings that no other test's has: it runs beside those that share one, but not beside
 * another class with this annotation, since each application wants processors and connections. These come soon after the
 * longest tests: in the end they would run alone.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@Order(5)
@ResourceLock("another application")
public @interface AnotherAisle {

}
