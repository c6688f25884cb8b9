package dev.qwen4j.tools.builtin;

import dev.qwen4j.tools.FullWidth;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Time zones by IANA name, by offset, and by the cities and countries people say instead, in English and Chinese. */
final class TimeZones {
    private static final String PLACES = """
            Asia/Shanghai: Beijing, Shenzhen, Guangzhou, China, 北京, 上海, 深圳, 广州, 中国, 北京时间
            Asia/Tokyo: Japan, Osaka, Kyoto, 东京, 大阪, 日本
            Asia/Seoul: Korea, South Korea, 首尔, 韩国
            Asia/Hong_Kong: HongKong, 香港
            Asia/Macau: Macao, 澳门
            Asia/Taipei: Taiwan, 台北, 台湾
            Asia/Singapore: 新加坡
            Asia/Bangkok: Thailand, 曼谷, 泰国
            Asia/Ho_Chi_Minh: Vietnam, Hanoi, 河内, 胡志明市, 越南
            Asia/Jakarta: Indonesia, 雅加达
            Asia/Manila: Philippines, 马尼拉
            Asia/Kuala_Lumpur: Malaysia, 吉隆坡, 马来西亚
            Asia/Kolkata: India, Delhi, New Delhi, Mumbai, Bangalore, 印度, 德里, 新德里, 孟买
            Asia/Karachi: Pakistan, 卡拉奇
            Asia/Dubai: UAE, Abu Dhabi, 迪拜, 阿联酋
            Asia/Riyadh: Saudi Arabia, 利雅得
            Asia/Tehran: Iran, 德黑兰
            Asia/Jerusalem: Israel, Tel Aviv, 耶路撒冷, 特拉维夫
            Europe/London: UK, England, Britain, Great Britain, 伦敦, 英国
            Europe/Dublin: Ireland, 都柏林
            Europe/Paris: France, 巴黎, 法国
            Europe/Berlin: Germany, Munich, Hamburg, Frankfurt, Cologne, 柏林, 慕尼黑, 法兰克福, 德国
            Europe/Madrid: Spain, Barcelona, 马德里, 西班牙
            Europe/Rome: Italy, Milan, 罗马, 米兰, 意大利
            Europe/Zurich: Switzerland, Geneva, Zürich, 苏黎世, 日内瓦, 瑞士
            Europe/Vienna: Austria, 维也纳, 奥地利
            Europe/Amsterdam: Netherlands, Holland, 阿姆斯特丹, 荷兰
            Europe/Brussels: Belgium, 布鲁塞尔, 比利时
            Europe/Stockholm: Sweden, 斯德哥尔摩, 瑞典
            Europe/Oslo: Norway, 奥斯陆, 挪威
            Europe/Copenhagen: Denmark, 哥本哈根, 丹麦
            Europe/Helsinki: Finland, 赫尔辛基, 芬兰
            Europe/Warsaw: Poland, 华沙, 波兰
            Europe/Prague: Czech Republic, 布拉格
            Europe/Budapest: Hungary, 布达佩斯
            Europe/Lisbon: Portugal, 里斯本, 葡萄牙
            Europe/Athens: Greece, 雅典, 希腊
            Europe/Istanbul: Turkey, 伊斯坦布尔, 土耳其
            Europe/Moscow: Russia, 莫斯科, 俄罗斯
            Europe/Kyiv: Ukraine, Kiev, 基辅
            Africa/Cairo: Egypt, 开罗, 埃及
            Africa/Johannesburg: South Africa, Cape Town, 约翰内斯堡, 南非
            Africa/Lagos: Nigeria, 拉各斯
            Africa/Nairobi: Kenya, 内罗毕
            America/New_York: NYC, EDT, Boston, Washington, Miami, Atlanta, 纽约, 波士顿, 华盛顿
            America/Chicago: Houston, Dallas, 芝加哥
            America/Denver: 丹佛
            America/Los_Angeles: PST, PDT, San Francisco, Seattle, Las Vegas, San Diego, California, 洛杉矶, 旧金山, 西雅图
            America/Toronto: Ottawa, Montreal, 多伦多
            America/Vancouver: 温哥华
            America/Mexico_City: Mexico, 墨西哥城
            America/Sao_Paulo: São Paulo, Rio de Janeiro, 圣保罗, 里约热内卢
            America/Argentina/Buenos_Aires: Argentina, 布宜诺斯艾利斯
            Australia/Sydney: Canberra, 悉尼
            Australia/Melbourne: 墨尔本
            Pacific/Auckland: New Zealand, Wellington, 奥克兰, 新西兰
            Pacific/Honolulu: Hawaii, 夏威夷, 檀香山
            UTC: Z, 世界时, 协调世界时
            """;

    private static final Map<String, String> IDS = ids();

    private TimeZones() {}

    private static Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        for (String line : PLACES.lines().toList()) {
            int colon = line.indexOf(':');
            for (String place : line.substring(colon + 1).split(",")) {
                ids.put(key(place), line.substring(0, colon));
            }
        }
        TreeSet<String> zones = new TreeSet<>(ZoneId.getAvailableZoneIds());
        zones.forEach(zone -> ids.put(key(zone), zone));
        // Cities by themselves, where they are in one zone only; Etc/ and SystemV/ hold no cities.
        Map<String, String> cities = zones.stream()
                .filter(zone -> zone.matches("(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.*"))
                .collect(Collectors.toMap(TimeZones::city, zone -> zone, (first, second) -> first));
        cities.forEach(ids::putIfAbsent);
        return ids;
    }

    private static String city(String zone) {
        return key(zone.substring(zone.lastIndexOf('/') + 1));
    }

    private static String key(String name) {
        return FullWidth.toAscii(name).strip().replaceAll("[\\s_-]+", "_").toLowerCase(Locale.ROOT);
    }

    static Optional<ZoneId> find(String name) {
        String id = byName(name);
        try {
            return Optional.of(ZoneId.of(id == null ? FullWidth.toAscii(name).strip() : id));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The zone of the whole name, else of its first part that is one: {@code Berlin, Germany}, {@code Europe/Munich}. */
    private static @Nullable String byName(String name) {
        String whole = IDS.get(key(name));
        return whole != null
                ? whole
                : Arrays.stream(name.split("[,，/]"))
                        .map(part -> IDS.get(key(part)))
                        .filter(id -> id != null)
                        .findFirst()
                        .orElse(null);
    }
}
