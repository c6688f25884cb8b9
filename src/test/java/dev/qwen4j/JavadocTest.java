package dev.qwen4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What is public is explained. */
class JavadocTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Finds public types without a comment, and public types only in public types. */
    private static final class Finder extends TreePathScanner<Void, Boolean> {
        private final DocTrees docs;
        private final List<String> undocumented = new ArrayList<>();

        Finder(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, Boolean isOfInterface) {
            boolean named = !type.getSimpleName().isEmpty();
            if (named && (isOfInterface || isPublic(type.getModifiers()))) {
                require(type.getSimpleName().toString());
                super.visitClass(type, type.getKind() == Tree.Kind.INTERFACE);
            }
            return null;
        }

        private void require(String name) {
            if (docs.getDocComment(getCurrentPath()) == null && !isAlternative()) {
                CompilationUnitTree file = getCurrentPath().getCompilationUnit();
                undocumented.add(file.getSourceFile().getName() + ": " + name);
            }
        }

        /** A record in a sealed interface, whose comment tells of all its alternatives, or in a record of wire data. */
        private boolean isAlternative() {
            TreePath outer = getCurrentPath().getParentPath();
            return getCurrentPath().getLeaf().getKind() == Tree.Kind.RECORD
                    && (outer.getLeaf().getKind() == Tree.Kind.INTERFACE
                            || outer.getLeaf().getKind() == Tree.Kind.RECORD);
        }

        @Override
        public Void visitMethod(MethodTree method, Boolean isOfInterface) {
            return null;
        }

        private static boolean isPublic(ModifiersTree modifiers) {
            return modifiers.getFlags().contains(Modifier.PUBLIC);
        }
    }

    @Test
    void every_public_type_has_a_comment() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> tree = Files.walk(ROOT);
                StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources = tree.filter(JavadocTest::isMainSource).toList();
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            Finder finder = new Finder(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                finder.scan(unit, false);
            }

            assertThat(sources).hasSizeGreaterThan(300);
            assertThat(finder.undocumented).isEmpty();
        }
    }

    private static boolean isMainSource(Path file) {
        String path = ROOT.relativize(file).toString();
        return path.endsWith(".java")
                && (path.contains("src/main/java/") || path.startsWith("src/main/java"))
                && !path.endsWith("package-info.java");
    }
}
