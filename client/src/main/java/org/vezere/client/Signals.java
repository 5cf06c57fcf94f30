package org.vezere.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.IntConsumer;

/// Signals of this process, by way of `sun.misc.Signal`: the only way that Java has. It is called reflectively, as
/// javac
/// warns of each use and can't be told not to. SIGQUIT stays with the JVM.
final class Signals {
    static final int WINDOW_CHANGED = 28;

    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15, "WINCH", WINDOW_CHANGED);

    private Signals() {}

    static void handle(IntConsumer handler) {
        NUMBERS.forEach((name, number) -> handle(name, number, handler));
    }

    private static void handle(String name, int number, IntConsumer handler) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method install = signalType.getMethod("handle", signalType, handlerType);
            Object proxy = Proxy.newProxyInstance(
                    handlerType.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                        handler.accept(number);
                        return null;
                    });
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object before = install.invoke(null, signal, proxy);
            // What the caller had ignored, as nohup does, stays ignored.
            if (before != null && before.equals(handlerType.getField("SIG_IGN").get(null))) {
                install.invoke(null, signal, before);
            }
        } catch (InvocationTargetException taken) {
            // The JVM keeps this one for itself (-Xrs): it then ends the process, as it would without us.
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError("this JVM has no sun.misc.Signal", missing);
        }
    }
}
