package dev.qwen4j.interpreter;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Creates the cache that makes Python start fast. A session that finds none starts this by itself in the background;
 * run it ahead of time where the first start matters, for example when an image is built.
 */
public final class StartupCacheBuild {
    private StartupCacheBuild() {}

    /**
     * Takes tens of seconds of one core the first time, and nothing when the cache exists.
     *
     * @return whether a cache exists now; false where the JVM cannot make one, as with classes that are not in jars
     * @throws InterpreterException if it could not be made
     */
    public static boolean run() throws InterruptedException {
        return run(StartupCache.defaultFolder());
    }

    private static boolean run(Path folder) throws InterruptedException {
        WorkerClassPath classPath = WorkerClassPath.find();
        StartupCache cache = new StartupCache(folder, classPath);
        try {
            return cache.create(
                    new WorkerLauncher(classPath, cache, BundledLibrary.folder(folder), WorkerOptions.DEFAULT));
        } catch (IOException e) {
            throw new InterpreterException("no start-up cache could be made in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** @param args the cache folder, or nothing for the default one */
    public static void main(String[] args) throws InterruptedException {
        boolean exists = args.length == 0 ? run() : run(Path.of(args[0]));
        Runtime.getRuntime().exit(exists ? 0 : 1);
    }
}
