package dev.qwen4j.service.replicas;

import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import io.quarkus.paths.PathList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Packages the service as a release does, with the beans of this package, in a process of its own. */
final class Packager {
    private Packager() {}

    /** @param args the folder for what is made; the current one is that of the module */
    public static void main(String[] args) throws Exception {
        Path target = Path.of(args[0]);
        Path beans = target.resolve("beans");
        for (Class<?> bean : List.of(ScriptedSource.class, CountedTools.class)) {
            copyClasses(bean, beans);
        }
        QuarkusBootstrap bootstrap = QuarkusBootstrap.builder()
                .setApplicationRoot(PathList.of(Path.of("target", "classes").toAbsolutePath(), beans))
                .setProjectRoot(Path.of("").toAbsolutePath())
                .setTargetDirectory(target)
                .setBaseName("killable")
                .setBaseClassLoader(Packager.class.getClassLoader())
                .setMode(QuarkusBootstrap.Mode.PROD)
                .setLocalProjectDiscovery(true)
                .setOffline(true)
                .build();
        try (CuratedApplication curated = bootstrap.bootstrap()) {
            curated.createAugmentor().createProductionApplication();
        }
        System.exit(0);
    }

    /** The class and those within it. */
    private static void copyClasses(Class<?> bean, Path target) throws IOException {
        Path folder = target.resolve(bean.getPackageName().replace('.', '/'));
        Files.createDirectories(folder);
        List<String> names = new ArrayList<>(List.of(bean.getSimpleName()));
        for (int i = 1; bean.getResource(bean.getSimpleName() + "$" + i + ".class") != null; i++) {
            names.add(bean.getSimpleName() + "$" + i);
        }
        for (String name : names) {
            try (InputStream code = Objects.requireNonNull(bean.getResourceAsStream(name + ".class"))) {
                Files.write(folder.resolve(name + ".class"), code.readAllBytes());
            }
        }
    }
}
