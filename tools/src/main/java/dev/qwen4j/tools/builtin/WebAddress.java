package dev.qwen4j.tools.builtin;

import dev.qwen4j.tools.FullWidth;
import dev.qwen4j.tools.ToolException;
import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An http or https address in its one spelling. Forms that different programs read differently are refused: user names
 * before the host, numbers that are no plain IPv4 address, backslashes, control characters.
 *
 * @param host lower-case ASCII without a dot at the end, an IPv4 address, or an IPv6 address without brackets
 * @param target path and query as sent, beginning with a slash
 */
record WebAddress(String scheme, String host, int port, String target) {
    private static final Pattern ADDRESS =
            Pattern.compile("(?i)(https?)://(\\[[^\\]]*]|[^\\[\\]/?#:]*)(?::(\\d{0,5}))?([/?][^#]*)?(#.*)?");
    private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(?!\\d+(/|$)).*");
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
    private static final Pattern IPV4 =
            Pattern.compile("(%1$s)(\\.(%1$s)){3}".formatted("25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d"));
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final String KEPT = "-._~!$&'()*+,;=:@/?%";
    private static final int MAX_CHARS = 2000;

    /** Reads {@code text}; without a scheme it is https. */
    static WebAddress parse(String text) {
        String stripped = text.strip();
        if (stripped.length() > MAX_CHARS) {
            throw new ToolException("the address is too long: at most " + MAX_CHARS + " characters");
        }
        if (stripped.indexOf('\\') >= 0 || stripped.chars().anyMatch(Character::isISOControl)) {
            throw malformed();
        }
        boolean schemeless = !stripped.contains("://");
        if (schemeless && OTHER_SCHEME.matcher(stripped).matches()) {
            throw malformed();
        }
        Matcher parts = ADDRESS.matcher(schemeless ? "https://" + stripped : stripped);
        if (!parts.matches()) {
            throw malformed();
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String target = parts.group(4) == null ? "/" : escaped(parts.group(4));
        return new WebAddress(
                scheme,
                host(parts.group(2)),
                port(scheme, parts.group(3)),
                target.startsWith("/") ? target : "/" + target);
    }

    private static String host(String written) {
        if (written.startsWith("[")) {
            String address = written.substring(1, written.length() - 1);
            if (!IPV6.matcher(address).matches() || !address.contains(":")) {
                throw malformed();
            }
            return address;
        }
        String name = ascii(written).toLowerCase(Locale.ROOT);
        String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        boolean readable = ENDS_IN_NUMBER.matcher(host).matches()
                ? IPV4.matcher(host).matches()
                : NAME.matcher(host).matches();
        if (!readable) {
            throw malformed();
        }
        return host;
    }

    private static String ascii(String name) {
        try {
            return IDN.toASCII(FullWidth.toAscii(name));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static int port(String scheme, @Nullable String written) {
        if (written == null || written.isEmpty()) {
            return scheme.equals("https") ? 443 : 80;
        }
        int port = Integer.parseInt(written);
        if (port < 1 || port > 65_535) {
            throw malformed();
        }
        return port;
    }

    private static String escaped(String target) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : target.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean kept = c < 128 && (Character.isLetterOrDigit(c) || KEPT.indexOf(c) >= 0);
            escaped.append(kept ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return escaped.toString();
    }

    private static ToolException malformed() {
        return new ToolException("invalid address: use a plain one such as https://example.com/page");
    }

    /** Where a redirection from here to {@code location} leads. */
    WebAddress resolve(String location) {
        try {
            String fragmentless = location.strip().replaceFirst("#.*", "");
            return parse(URI.create(toString())
                    .resolve(fragmentless.replace(" ", "%20"))
                    .toString());
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    /** The host as written in a {@code Host} header. */
    String authority() {
        boolean defaultPort = port == (scheme.equals("https") ? 443 : 80);
        return (host.contains(":") ? "[" + host + "]" : host) + (defaultPort ? "" : ":" + port);
    }

    @Override
    public String toString() {
        return scheme + "://" + authority() + target;
    }
}
