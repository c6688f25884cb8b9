package dev.qwen4j.tools.builtin;

import dev.qwen4j.tools.ToolException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gets one page and follows its redirections.
 *
 * <p>Every host, that of a redirection too, is resolved once, its addresses are checked, and the connection goes to a
 * checked address; a name that resolves to something else a moment later (DNS rebinding) changes nothing. The JDK's
 * {@code HttpClient} resolves by itself and cannot be held to an address, hence this small client. Proxies are not used.
 *
 * <p>{@link #close} may be called by another thread: it ends a {@link #get} that waits.
 */
final class PageRequest implements Closeable {
    /** How host names become addresses. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private static final int MAX_REDIRECTIONS = 3;
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

    private final Resolver resolver;
    private final Predicate<InetAddress> allowed;
    private final SSLSocketFactory tls;
    private final int maxBodyBytes;
    private final int timeoutMillis;
    private @Nullable Socket open;
    private boolean closed;

    /** @param timeoutMillis longest wait for a connection and for each piece of an answer */
    PageRequest(
            Resolver resolver,
            Predicate<InetAddress> allowed,
            SSLSocketFactory tls,
            int maxBodyBytes,
            int timeoutMillis) {
        this.resolver = resolver;
        this.allowed = allowed;
        this.tls = tls;
        this.maxBodyBytes = maxBodyBytes;
        this.timeoutMillis = timeoutMillis;
    }

    /** @throws ToolException if a host is not allowed or there are too many redirections */
    HttpResponse get(WebAddress address) throws IOException {
        WebAddress current = address;
        for (int i = 0; i <= MAX_REDIRECTIONS; i++) {
            HttpResponse response = exchange(current);
            String location = response.headers().get("location");
            if (location == null || !REDIRECTIONS.contains(response.status())) {
                return response;
            }
            current = current.resolve(location);
        }
        throw new ToolException("the page redirects more than " + MAX_REDIRECTIONS + " times");
    }

    private HttpResponse exchange(WebAddress address) throws IOException {
        try (Socket plain = opened();
                Socket socket = connected(plain, address)) {
            String request = "GET " + address.target() + " HTTP/1.1\r\n"
                    + "Host: " + address.authority() + "\r\n"
                    + "User-Agent: Qwen4j\r\n"
                    + "Accept: text/html, text/*, application/json;q=0.9, */*;q=0.1\r\n"
                    + "Accept-Encoding: gzip\r\n"
                    + "Connection: close\r\n\r\n";
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return HttpResponse.read(socket.getInputStream(), maxBodyBytes);
        }
    }

    private synchronized Socket opened() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        Socket socket = new Socket();
        open = socket;
        return socket;
    }

    private Socket connected(Socket socket, WebAddress address) throws IOException {
        InetAddress checked = checked(address.host());
        socket.setSoTimeout(timeoutMillis);
        socket.connect(new InetSocketAddress(checked, address.port()), timeoutMillis);
        if (address.scheme().equals("http")) {
            return socket;
        }
        SSLSocket secure = (SSLSocket) tls.createSocket(socket, address.host(), address.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /** One bad address among several is enough to refuse: which one a program takes is chance. */
    private InetAddress checked(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        for (InetAddress address : addresses) {
            if (!allowed.test(address)) {
                throw new ToolException(
                        "'" + host + "' is not on the public internet: only public pages can be fetched");
            }
        }
        return addresses[0];
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (open != null) {
            open.close();
        }
    }
}
