package dev.qwen4j.interpreter;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The jars and folders a worker is started with: this module, the JSON parser and GraalPy, not the class path of the
 * service. Found by a resource in each, which works wherever a class loader tells where its resources are from.
 */
record WorkerClassPath(List<Path> entries) {
    private static final List<String> MARKERS = List.of(
            "dev/qwen4j/interpreter/worker/WorkerMain.class",
            "dev/qwen4j/interpreter/worker/session.py",
            "com/fasterxml/jackson/core/JsonFactory.class",
            "org/graalvm/polyglot/Context.class",
            "com/oracle/truffle/api/TruffleLanguage.class",
            "com/oracle/truffle/regex/RegexLanguage.class",
            "com/oracle/graal/python/PythonLanguage.class",
            "com/oracle/graal/python/resources/PythonResource.class",
            "org/graalvm/collections/EconomicMap.class",
            "org/graalvm/nativeimage/ImageInfo.class",
            "org/graalvm/word/WordBase.class",
            "org/graalvm/shadowed/com/ibm/icu/lang/UCharacter.class",
            "org/graalvm/shadowed/org/tukaani/xz/XZ.class",
            "org/bouncycastle/jce/provider/BouncyCastleProvider.class",
            "org/bouncycastle/asn1/cmp/CMPObjectIdentifiers.class",
            "org/bouncycastle/openssl/PEMParser.class",
            "org/apache/commons/compress/compressors/bzip2/BZip2CompressorInputStream.class",
            "org/apache/commons/io/IOUtils.class",
            "org/apache/commons/lang3/ArrayFill.class",
            "io/roastedroot/sqlite4j/JDBC.class",
            "io/roastedroot/zerofs/ZeroFs.class",
            "com/dylibso/chicory/runtime/Instance.class",
            "com/dylibso/chicory/wasm/WasmModule.class",
            "com/dylibso/chicory/wasi/WasiPreview1.class",
            "com/dylibso/chicory/log/Logger.class");

    WorkerClassPath {
        entries = List.copyOf(entries);
    }

    /** @throws InterpreterException if something a worker needs is missing */
    static WorkerClassPath find() {
        ClassLoader loader = WorkerClassPath.class.getClassLoader();
        return new WorkerClassPath(MARKERS.stream()
                .map(marker -> {
                    URL url = loader.getResource(marker);
                    if (url == null) {
                        throw new InterpreterException(marker + " is not on the class path; the dependencies of"
                                + " qwen4j-interpreter must be there as a whole");
                    }
                    return origin(url, marker);
                })
                .distinct()
                .toList());
    }

    /** The jar or folder that a resource is from. */
    static Path origin(URL url, String resource) {
        String text = url.toString();
        String file = text;
        if (text.startsWith("jar:")) {
            // The entry may be the resource, or a version of it for newer JVMs.
            file = text.substring("jar:".length(), text.lastIndexOf("!/"));
        } else if (text.endsWith(resource)) {
            file = text.substring(0, text.length() - resource.length());
        }
        if (!file.startsWith("file:") || file.contains("!/")) {
            throw new InterpreterException("a Python worker can be started from jar files and folders only, but "
                    + resource + " is at " + url);
        }
        return Path.of(URI.create(file));
    }

    /** Whether all of it is jars: the JVM's start-up cache refuses folders. */
    boolean onlyJars() {
        return entries.stream().allMatch(Files::isRegularFile);
    }

    /** As {@code java -cp} takes it. */
    @Override
    public String toString() {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
