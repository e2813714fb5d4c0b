package io.paycast.cli.process;

import java.lang.reflect.Proxy;

/**
 * Ctrl-C and its kin. Java's own way, shutdown hooks, runs all hooks at once and ignores a second
 * Ctrl-C; stopping in order, and at once when asked twice, needs the signals themselves.
 *
 * <p>By reflection, because the compiler warns of {@code sun.misc.Signal} in a way that cannot be
 * turned off.
 */
public final class Signals {

    private Signals() {}

    /** Runs this, on a thread of its own, for each interrupt, termination or hang-up. */
    public static void onStop(Runnable reaction) {
        for (var name : new String[] {"INT", "TERM", "HUP"}) {
            try {
                handle(name, reaction);
            } catch (ReflectiveOperationException e) {
                // The platform lacks this signal, or the parent has it ignored (nohup): Java's own
                // way is left.
            }
        }
    }

    private static void handle(String name, Runnable reaction) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        var handlerType = Class.forName("sun.misc.SignalHandler");
        var handler =
                Proxy.newProxyInstance(
                        Signals.class.getClassLoader(),
                        new Class<?>[] {handlerType},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("handle")) {
                                reaction.run();
                            }
                            return null;
                        });
        signal.getMethod("handle", signal, handlerType)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }
}
