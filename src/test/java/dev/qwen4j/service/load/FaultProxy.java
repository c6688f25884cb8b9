package dev.qwen4j.service.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Stands between clients and a service, and does to their connections what networks do. Thread-safe. */
final class FaultProxy implements AutoCloseable {
    /** The two ends of one client's way to the service. */
    private record Way(NetSocket client, NetSocket service) {}

    private final Vertx vertx = Vertx.vertx();
    private final Set<Way> ways = ConcurrentHashMap.newKeySet();
    private final NetServer server;

    FaultProxy(String host, int port) {
        NetClient outward = vertx.createNetClient();
        server = await(vertx.createNetServer()
                .connectHandler(client -> {
                    client.pause();
                    outward.connect(port, host)
                            .onSuccess(service -> join(new Way(client, service)))
                            .onFailure(refused -> client.close());
                })
                .listen(0, "127.0.0.1"));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private void join(Way way) {
        ways.add(way);
        way.client().pipeTo(way.service()).onComplete(end -> ways.remove(way));
        way.service().pipeTo(way.client()).onComplete(end -> ways.remove(way));
        way.client().resume();
    }

    int port() {
        return server.actualPort();
    }

    /** From now on nothing more goes through what is open, in either direction, and no end hears of it. */
    void stall() {
        ways.forEach(way -> vertx.runOnContext(now -> {
            way.client().pause();
            way.service().pause();
        }));
    }

    /** The service loses its clients, who do not hear of it. */
    void cutService() {
        ways.forEach(way -> way.service().close());
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
