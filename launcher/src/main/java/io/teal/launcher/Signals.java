package io.teal.launcher;

import java.lang.reflect.Proxy;

/**
 * Takes over signals of the operating system. {@code sun.misc.Signal} can, but the compiler warns of the type, so it is reached
 * by name.
 */
final class Signals {
    private Signals() {}

    /**
     * Takes over one signal.
     *
     * @param name without SIG
     * @param what runs on a thread of its own each time it comes
     * @throws ReflectiveOperationException when this JVM does not let go of it
     */
    static void handle(String name, Runnable what) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object receiver = Proxy.newProxyInstance(
                Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    what.run();
                    return null;
                });
        Object named = signal.getConstructor(String.class).newInstance(name);
        Object unused = signal.getMethod("handle", signal, handler).invoke(null, named, receiver);
    }
}
