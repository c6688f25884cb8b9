package dev.qwen4j.interpreter.worker.library;

import dev.qwen4j.interpreter.plot.Plot;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeMap;

/**
 * The calls that Python modules of the bundled library make into Java, by name: text in, text out. Bytes travel as text
 * of their values (ISO 8859-1). Belongs to one session and is used by its Python thread alone.
 */
public final class LibraryCalls {
    private interface Call {
        String of(String argument) throws LibraryException;
    }

    private final TreeMap<String, Call> calls = new TreeMap<>();

    /** Everything is made when it is first called: most sessions need none of it. */
    public LibraryCalls() {
        calls.put("unicode.lookup", UnicodeNames::lookup);
        calls.put("unicode.width", UnicodeNames::eastAsianWidth);
        calls.put("unicode.combining", UnicodeNames::combining);
        calls.put("zone.names", nothing -> TimeZoneFile.names());
        calls.put("zone.file", TimeZoneFile::of);
        calls.put("plot.png", figure -> drawn(figure, "png"));
        calls.put("plot.svg", figure -> drawn(figure, "svg"));
        calls.put("bz2.compress", Bzip2::compress);
        calls.put("bz2.decompress", Bzip2::decompress);
        calls.put("bz2.end", Bzip2::endOfStream);
        SqliteDatabases databases = new SqliteDatabases();
        calls.put("sqlite.open", databases::open);
        calls.put("sqlite.close", databases::close);
        calls.put("sqlite.content", databases::content);
        calls.put("sqlite.script", databases::script);
        calls.put("sqlite.execute", databases::execute);
    }

    /**
     * Carries out one call.
     *
     * @throws LibraryException if the argument is not one the call can work with
     */
    public String call(String name, String argument) throws LibraryException {
        Call call = calls.get(name);
        if (call == null) {
            throw new LibraryException("there is no call '" + name + "'");
        }
        try {
            return call.of(argument);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NullPointerException e) {
            // Guest code can call with anything.
            throw new LibraryException(name + " cannot work with this argument: " + e.getMessage(), e);
        }
    }

    /** @return the picture in base64 and, one a line after it, the texts that no font has all letters for */
    private static String drawn(String figure, String format) throws LibraryException {
        try {
            Plot plot = Plot.draw(figure, format);
            StringBuilder text = new StringBuilder(Base64.getEncoder().encodeToString(plot.bytes()));
            plot.withoutFont().forEach(line -> text.append('\n').append(line.replace('\n', ' ')));
            return text.toString();
        } catch (IllegalStateException | LinkageError e) {
            throw new LibraryException("nothing can be drawn on this machine: " + e.getMessage(), e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
