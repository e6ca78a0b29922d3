package dev.aisle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * The JDK's HTTP clients complete their exchanges in the common pool, which has a single thread on two processors: what
 * waits there, in the product or in a test, stops all requests of the process.
 */
@AnalyzeClasses(packages = "dev.aisle", importOptions = ArchitectureTests.NoTestJars.class)
class CommonPoolTests {

    private static final DescribedPredicate<JavaMethodCall> IN_THE_COMMON_POOL = DescribedPredicate.describe(
            "a CompletableFuture's ...Async without an executor",
            call -> call.getTargetOwner().isAssignableTo(CompletableFuture.class) && call.getName().endsWith("Async")
                    && call.getTarget().getRawParameterTypes().stream()
                            .noneMatch(it -> it.isEquivalentTo(Executor.class)));

    @ArchTest
    static final ArchRule nobodyWaitsInTheCommonPool = noClasses().should().callMethodWhere(IN_THE_COMMON_POOL);

}
