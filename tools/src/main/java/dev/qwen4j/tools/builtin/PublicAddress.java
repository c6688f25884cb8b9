package dev.qwen4j.tools.builtin;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Which internet addresses belong to the public: everything else could be a machine, router or cloud service of whoever
 * runs this program.
 *
 * <p>Source: the IANA special-purpose address registries. IPv6 addresses that carry an IPv4 address (mapped, 6to4,
 * NAT64, Teredo) count as not public.
 */
final class PublicAddress {
    private static final String[] NOT_PUBLIC_V4 = {
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3"
    };

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            for (String block : NOT_PUBLIC_V4) {
                if (contains(block, bytes)) {
                    return false;
                }
            }
            return true;
        }
        return isGlobalUnicast(bytes);
    }

    private static boolean contains(String block, byte[] address) {
        String[] parts = block.split("[./]");
        int network = 0;
        int given = 0;
        for (int i = 0; i < 4; i++) {
            network = network << 8 | Integer.parseInt(parts[i]);
            given = given << 8 | (address[i] & 0xff);
        }
        int mask = -1 << (32 - Integer.parseInt(parts[4]));
        return (network & mask) == (given & mask);
    }

    /** 2000::/3 without 2001::/23 (Teredo and others), 2001:db8::/32, 2002::/16 (6to4) and 3fff::/20. */
    private static boolean isGlobalUnicast(byte[] address) {
        int first = (address[0] & 0xff) << 8 | (address[1] & 0xff);
        int second = (address[2] & 0xff) << 8 | (address[3] & 0xff);
        boolean global = first >> 13 == 1;
        boolean special = (first == 0x2001 && (second < 0x0200 || second == 0x0db8))
                || first == 0x2002
                || (first == 0x3fff && second < 0x1000);
        return global && !special;
    }
}
