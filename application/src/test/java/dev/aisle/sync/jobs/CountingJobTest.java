package dev.aisle.sync.jobs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.context.annotation.Import;

import dev.aisle.AisleTest;

/** An application with a further job. Classes share it one after another, beside all others. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("counting job")
@AisleTest
@Import(JobsIntegrationTests.CountingJob.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface CountingJobTest {

}
