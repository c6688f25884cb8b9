package dev.qwen4j.tools.builtin;

import dev.qwen4j.tools.FullWidth;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A unit of measure; {@code (value + shift) * numerator / denominator} is the value in its dimension's base unit.
 *
 * @param shift zero but for temperatures
 */
record Unit(String name, String dimension, BigDecimal shift, BigDecimal numerator, BigDecimal denominator) {
    private static final MathContext DIGITS = new MathContext(250, RoundingMode.HALF_EVEN);

    /** {@code factor: name, other names}; a factor may be a fraction, the shift of a temperature stands before it. */
    private static final String TABLE = """
            [length]
            1: meter, m, metre, 米, 公尺
            1000: kilometer, km, kilometre, kms, 公里, 千米
            0.1: decimeter, dm, decimetre, 分米
            0.01: centimeter, cm, centimetre, 厘米, 公分
            0.001: millimeter, mm, millimetre, 毫米
            0.000001: micrometer, µm, um, μm, micron, micrometre, 微米
            0.000000001: nanometer, nm, nanometre, 纳米
            1609.344: mile, mi, 英里
            0.9144: yard, yd, 码
            0.3048: foot, ft, feet, ', 英尺
            0.0254: inch, in, inches, ", 英寸
            1852: nautical mile, nmi, 海里
            9460730472580800: light year, ly, lightyear, light-year, 光年
            149597870700: astronomical unit, au, AU, 天文单位
            500: li, 里, 华里, 市里
            1/3: chi, 尺, 市尺
            1/30: cun, 寸, 市寸
            [mass]
            1: kilogram, kg, kilo, kgs, 公斤, 千克
            0.001: gram, g, gramme, 克
            0.000001: milligram, mg, 毫克
            0.000000001: microgram, µg, ug, μg, mcg, 微克
            1000: ton, t, tonne, metric ton, 吨, 公吨
            0.45359237: pound, lb, lbs, 磅
            0.028349523125: ounce, oz, 盎司
            6.35029318: stone, st, 英石
            907.18474: short ton, us ton, 美吨, 短吨
            1016.0469088: long ton, imperial ton, 英吨, 长吨
            0.0002: carat, ct, 克拉
            0.5: jin, 斤, 市斤
            0.05: liang, 两, 市两
            [volume]
            1: liter, l, L, litre, 升, 公升
            0.001: milliliter, ml, mL, millilitre, cc, cm3, cubic centimeter, 毫升, 立方厘米
            0.01: centiliter, cl, centilitre, 厘升
            0.1: deciliter, dl, decilitre, 分升
            1000: cubic meter, m3, cubic metre, 立方米
            3.785411784: gallon, gal, us gallon, 加仑
            4.54609: imperial gallon, uk gallon, 英制加仑
            0.946352946: quart, qt, 夸脱
            0.473176473: pint, pt, 品脱
            0.2365882365: cup, 杯
            0.0295735295625: fluid ounce, fl oz, floz, fl. oz, 液量盎司
            0.01478676478125: tablespoon, tbsp, 汤匙
            0.00492892159375: teaspoon, tsp, 茶匙
            158.987294928: barrel, bbl, 桶
            28.316846592: cubic foot, ft3, cubic feet, 立方英尺
            0.016387064: cubic inch, in3, cubic inches, 立方英寸
            [time]
            1: second, s, sec, 秒, 秒钟
            0.001: millisecond, ms, msec, 毫秒
            0.000001: microsecond, µs, us, μs, 微秒
            0.000000001: nanosecond, ns, 纳秒
            60: minute, min, mins, 分钟, 分
            3600: hour, h, hr, hrs, 小时, 时
            86400: day, d, 天, 日
            604800: week, wk, 周, 星期
            2629800: month, mo, 月, 个月
            31557600: year, yr, a, 年
            315576000: decade, 十年
            3155760000: century, centuries, 世纪
            [speed]
            1: meter per second, m/s, mps, metre per second, meters per second, metres per second, 米每秒, 米/秒
            5/18: kilometer per hour, km/h, kmh, kph, kilometre per hour, kilometers per hour, kilometres per hour, \
            公里每小时, 千米每小时, 公里/小时, 千米/小时, 公里/时, 时速
            0.44704: mile per hour, mph, mi/h, miles per hour, 英里每小时, 英里/小时
            463/900: knot, kn, kt, 节
            0.3048: foot per second, ft/s, fps, feet per second, 英尺每秒
            [data]
            1: byte, B, 字节
            1/8: bit, 比特, 位
            1024: kilobyte, KB, KiB, kibibyte, 千字节
            1048576: megabyte, MB, MiB, mebibyte, 兆字节, 兆
            1073741824: gigabyte, GB, GiB, gibibyte, 吉字节
            1099511627776: terabyte, TB, TiB, tebibyte, 太字节
            1125899906842624: petabyte, PB, PiB, pebibyte, 拍字节
            125: kilobit, kbit, 千比特
            125000: megabit, Mbit, 兆比特
            125000000: gigabit, Gbit, 吉比特
            [area]
            1: square meter, m2, sqm, sq m, square metre, 平方米, 平米, 平方公尺
            1000000: square kilometer, km2, sq km, square kilometre, 平方公里, 平方千米
            0.0001: square centimeter, cm2, sq cm, square centimetre, 平方厘米
            0.000001: square millimeter, mm2, sq mm, square millimetre, 平方毫米
            10000: hectare, ha, 公顷
            4046.8564224: acre, ac, 英亩
            0.09290304: square foot, ft2, sqft, sq ft, square feet, 平方英尺
            0.00064516: square inch, in2, sq in, square inches, 平方英寸
            0.83612736: square yard, yd2, sq yd, 平方码
            2589988.110336: square mile, mi2, sq mi, 平方英里
            100: are, 公亩
            2000/3: mu, 亩, 市亩
            [energy]
            1: joule, J, 焦耳, 焦
            1000: kilojoule, kJ, 千焦, 千焦耳
            1000000: megajoule, MJ, 兆焦, 兆焦耳
            4.184: calorie, cal, 卡路里, 卡
            4184: kilocalorie, kcal, Cal, 千卡, 大卡
            3600: watt hour, Wh, watt-hour, 瓦时
            3600000: kilowatt hour, kWh, kilowatt-hour, 千瓦时, 度电
            1055.05585262: british thermal unit, BTU, 英热单位
            0.0000000000000000001602176634: electronvolt, eV, electron volt, 电子伏特
            [power]
            1: watt, W, 瓦特, 瓦
            1000: kilowatt, kW, 千瓦
            1000000: megawatt, MW, 兆瓦
            745.69987158227022: horsepower, hp, 英制马力
            735.49875: metric horsepower, PS, 马力, 公制马力
            [pressure]
            1: pascal, Pa, 帕斯卡, 帕
            100: hectopascal, hPa, millibar, mbar, 百帕
            1000: kilopascal, kPa, 千帕
            1000000: megapascal, MPa, 兆帕
            100000: bar, 巴
            101325: atmosphere, atm, 标准大气压, 大气压
            6894.757293168361: pound per square inch, psi, pounds per square inch, 磅力每平方英寸
            133.322387415: millimeter of mercury, mmHg, 毫米汞柱
            [frequency]
            1: hertz, Hz, 赫兹, 赫
            1000: kilohertz, kHz, 千赫
            1000000: megahertz, MHz, 兆赫
            1000000000: gigahertz, GHz, 吉赫
            [temperature]
            273.15 1: celsius, C, °C, ℃, centigrade, degree celsius, degrees celsius, degrees c, degree c, deg c, \
            摄氏度, 摄氏
            459.67 5/9: fahrenheit, F, °F, ℉, degree fahrenheit, degrees fahrenheit, degrees f, degree f, deg f, \
            华氏度, 华氏
            0 1: kelvin, K, °K, degrees kelvin, degree kelvin, 开尔文, 开
            """;

    private static final List<Unit> UNITS = new ArrayList<>();
    private static final Map<String, Unit> BY_SYMBOL = new HashMap<>();
    private static final Map<String, Unit> BY_NAME = new HashMap<>();
    private static final Pattern BLANKS = Pattern.compile("[\\s_]+");

    static {
        String dimension = "";
        for (String line : TABLE.lines().toList()) {
            if (line.startsWith("[")) {
                dimension = line.substring(1, line.length() - 1);
            } else {
                read(dimension, line);
            }
        }
    }

    private static void read(String dimension, String line) {
        int colon = line.indexOf(':');
        String[] scale = line.substring(0, colon).split(" ");
        String[] factor = scale[scale.length - 1].split("/");
        BigDecimal shift = scale.length > 1 ? new BigDecimal(scale[0]) : BigDecimal.ZERO;
        BigDecimal denominator = factor.length > 1 ? new BigDecimal(factor[1]) : BigDecimal.ONE;
        List<String> names = Arrays.stream(line.substring(colon + 1).split(","))
                .map(String::strip)
                .toList();
        Unit unit = new Unit(names.getFirst(), dimension, shift, new BigDecimal(factor[0]), denominator);
        UNITS.add(unit);
        for (String name : names) {
            BY_SYMBOL.putIfAbsent(name, unit);
            BY_NAME.putIfAbsent(name.toLowerCase(Locale.ROOT), unit);
        }
    }

    /** By symbol, where case counts, else by name in any case, in the singular or with an {@code s}. */
    static Optional<Unit> find(String text) {
        String symbol = FullWidth.toAscii(text)
                .strip()
                .replace("²", "2")
                .replace("³", "3")
                .replace("^", "");
        String name = BLANKS.matcher(symbol).replaceAll(" ").toLowerCase(Locale.ROOT);
        if (BY_SYMBOL.containsKey(symbol)) {
            return Optional.ofNullable(BY_SYMBOL.get(symbol));
        }
        return Stream.of(name, without(name, "."), without(name, "s"), without(name, "es"))
                .flatMap(candidate -> Optional.ofNullable(BY_NAME.get(candidate)).stream())
                .findFirst();
    }

    /** The longest unit's name that stands in {@code text} as a word of its own, or within Chinese text. */
    static Optional<String> nameWithin(String text) {
        String lower = " " + text.toLowerCase(Locale.ROOT) + " ";
        return BY_NAME.keySet().stream()
                .filter(name -> name.length() > 1)
                .filter(name -> name.charAt(0) < 128 ? lower.contains(" " + name + " ") : lower.contains(name))
                .max(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    }

    private static String without(String name, String ending) {
        return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
    }

    static String names(String dimension) {
        return UNITS.stream()
                .filter(unit -> unit.dimension.equals(dimension))
                .map(Unit::name)
                .collect(Collectors.joining(", "));
    }

    static String dimensions() {
        return UNITS.stream().map(Unit::dimension).distinct().collect(Collectors.joining(", "));
    }

    BigDecimal toBase(BigDecimal value) {
        return value.add(shift).multiply(numerator).divide(denominator, DIGITS);
    }

    BigDecimal fromBase(BigDecimal base) {
        return base.multiply(denominator).divide(numerator, DIGITS).subtract(shift);
    }
}
