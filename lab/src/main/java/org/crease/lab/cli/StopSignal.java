package org.crease.lab.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C and a polite kill. The first asks for an end at the next question, so that what was found is written; the second ends
 * the process at once. A shutdown hook would not do: ONNX Runtime has one of its own, which frees what a run still uses.
 */
final class StopSignal {
    private StopSignal() {}

    /** Listens from now on, for as long as the process lives. */
    static BooleanSupplier listen() {
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable stop = () -> {
            if (stopped.getAndSet(true)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            }
        };
        try {
            for (String signal : List.of("INT", "TERM")) {
                on(signal, stop);
            }
        } catch (ReflectiveOperationException e) {
            // a JDK without signals, or started with -Xrs: Ctrl-C then ends the process as it always did
        }
        return stopped::get;
    }

    /** Calls sun.misc.Signal.handle by name: the compiler's warning about it, an error in this build, has no switch. */
    @SuppressWarnings("ReferenceEquality") // a handler is equal to itself only
    private static void on(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(
                handler.getClassLoader(),
                new Class<?>[] {handler},
                (self, method, arguments) -> switch (method.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    case "toString" -> "stop on " + name;
                    default -> {
                        action.run();
                        yield null;
                    }
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
