package org.vezere.engine.network;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.vezere.linux.net.NetworkNamespaces;

/// Runs each test in a new, empty network namespace, so that nothing of the machine is touched. Needs root.
final class PrivateNetwork implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        run(test);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        run(test);
    }

    private static void run(Invocation<Void> test) {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root for a network namespace");
        NetworkNamespaces.callInNew(() -> {
            try {
                return test.proceed();
            } catch (Error | Exception failure) {
                throw failure;
            } catch (Throwable other) {
                throw new IllegalStateException(other);
            }
        });
    }
}
