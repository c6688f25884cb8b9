package dev.qwen4j.model.vector;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A loop over vectors that the JVM compiles by itself. The compiler inlines what it calls, up to a limit; where two such
 * loops land in one compiled method the limit is passed, vectors become objects, and everything takes ten times as long.
 * It cannot look through a method handle that is no constant.
 */
final class Kernel {
    private final MethodHandle handle;

    /** What it does; the meaning of the numbers is its own. */
    interface Body {
        void run(int first, int second, int third);
    }

    private Kernel(MethodHandle handle) {
        this.handle = handle;
    }

    static Kernel of(Body body) {
        MethodType type = MethodType.methodType(void.class, int.class, int.class, int.class);
        try {
            return new Kernel(
                    MethodHandles.lookup().findVirtual(Body.class, "run", type).bindTo(body));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a method of ours cannot be found", e);
        }
    }

    void run(int first, int second, int third) {
        try {
            handle.invokeExact(first, second, third);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a kernel threw what it does not declare", e);
        }
    }
}
