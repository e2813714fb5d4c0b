package io.paycast.cli.process;

import java.lang.reflect.Proxy;

/**
 * Handles Ctrl-C, SIGTERM and SIGHUP. Shutdown hooks run concurrently and ignore a second Ctrl-C.
 * An orderly stop, and an immediate exit on the second Ctrl-C, need the signals themselves.
 *
 * <p>Uses reflection, because the compiler's warning about {@code sun.misc.Signal} cannot be
 * suppressed.
 */
public final class Signals {

    private Signals() {}

    /** Runs this for each of these signals, each time on a new thread. */
    public static void onStop(Runnable action) {
        for (var name : new String[] {"INT", "TERM", "HUP"}) {
            try {
                handle(name, action);
            } catch (ReflectiveOperationException e) {
                // The platform lacks this signal, or the parent ignores it (nohup): Java's default
                // handling stays.
            }
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        var handlerType = Class.forName("sun.misc.SignalHandler");
        var handler =
                Proxy.newProxyInstance(
                        Signals.class.getClassLoader(),
                        new Class<?>[] {handlerType},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("handle")) {
                                action.run();
                            }
                            return null;
                        });
        signal.getMethod("handle", signal, handlerType)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }
}
