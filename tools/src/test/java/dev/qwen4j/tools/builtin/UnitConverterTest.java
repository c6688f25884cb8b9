package dev.qwen4j.tools.builtin;

import static dev.qwen4j.tools.builtin.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitConverterTest {
    private static String convert(String value, String from, String to) {
        return call(
                new UnitConverter(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("value", value)
                        .put("from", from)
                        .put("to", to)
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                26.2 | miles | kilometers | 42.164813
                75 | kg | pounds | 165.346697
                100 | fahrenheit | celsius | 37.777778
                100 | °F | ℃ | 37.777778
                37 | degrees Celsius | Fahrenheit | 98.6
                0 | celsius | kelvin | 273.15
                -40 | 摄氏度 | 华氏度 | -40
                100 | 公里 | 英里 | 62.137119
                5 | feet | m | 1.524
                1 | inch | cm | 2.54
                12 | in. | ft | 1
                2,340 | Meters | KM | 2.34
                1 | GB | MB | 1024
                1 | kWh | joules | 3600000
                500 | kcal | kJ | 2092
                36 | km/h | m/s | 10
                60 | mph | km/h | 96.56064
                1 | acre | square meters | 4046.856422
                10 | km² | hectares | 1000
                3 | 斤 | 公斤 | 1.5
                3 | 里 | 米 | 1500
                2 | weeks | hours | 336
                1 | gallon | liters | 3.785412
                8 | OZ | grams | 226.796185
                1 | mm | km | 0.000001
                1 | nm | km | 0.000000000001
                2 | tons | kilograms | 2000
                1 | 亩 | 平方米 | 666.666667
                32 | psi | bar | 2.206322
                1e3 | m | km | 1
                """)
    void conversions_are_exact(String value, String from, String to, String result) {
        assertThat(convert(value, from, to)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                1 | 英里大 | 公里 | unknown unit '英里大'. Did you mean '英里'?
                1 | about mile | km | unknown unit 'about mile'. Did you mean 'mile'?
                1 | smoot | km | unknown unit 'smoot': use one of meter, kilometer
                1 | kg | blobs | unknown unit 'blobs': use one of kilogram, gram
                1 | foo | bar2 | unknown unit 'foo': use a unit of length, mass, volume
                1 | kg | km | cannot convert kilogram (mass) to kilometer (length): use two units of mass
                -300 | celsius | kelvin | -300 celsius is below absolute zero
                1e99999 | m | km | argument 'value' must be a number
                1e500 | m | km | the number is too large or too small
                1e-999 | m | km | the number is too large or too small
                many | m | km | argument 'value' must be a number but is "many"
                """)
    void what_cannot_be_converted_is_told(String value, String from, String to, String reason) {
        assertThat(convert(value, from, to)).startsWith("Error: " + reason);
    }
}
