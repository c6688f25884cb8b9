package dev.qwen4j.tools.builtin;

import static dev.qwen4j.tools.builtin.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculatorTest {
    private static String calculate(String expression) {
        return call(
                new Calculator(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("expression", expression)
                        .toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                37 * 43 + 5        | 1596
                (1234+5678)*9      | 62208
                3.14*25*25         | 1962.5
                0.1+0.2            | 0.3
                86/3               | 28.666667
                1/8                | 0.125
                2/3                | 0.666667
                1/3000             | 0.000333333
                10/5               | 2
                -7/2               | -3.5
                2^10               | 1024
                2**10              | 1024
                -2^2               | -4
                (-2)^2             | 4
                2^-2               | 0.25
                2^3^2              | 512
                4^0.5              | 2
                0^0                | 1
                2^200              | 1606938044258990275541962092341162602522202993782792835301376
                99999999999*99999999999 | 9999999999800000000001
                0.1^10             | 0.0000000001
                17 % 5             | 2
                17.5%*2340         | 409.5
                17.5% of 2,340     | 409.5
                200*15%            | 30
                200/10%            | 2000
                2,340*17.5/100     | 409.5
                1,234,567+1        | 1234568
                max(1,200)         | 200
                max(2, 3, 10)      | 10
                sqrt(2,500)        | 50
                sqrt(16)           | 4
                sqrt(2)            | 1.414214
                √144               | 12
                √(9+16)            | 5
                12 × 3 ÷ 4         | 9
                7 − 10             | -3
                3 x 4              | 12
                3x4                | 12
                5²+2³              | 33
                （１＋２）×３         | 9
                2(3+4)             | 14
                2*pi               | 6.283185
                2π                 | 6.283185
                e^1                | 2.718282
                sin(pi)            | 0
                cos(0)             | 1
                log(e)             | 1
                log10(1000)        | 3
                fact(20)           | 2432902008176640000
                5!                 | 120
                2*3!+1             | 13
                17 mod 5           | 2
                abs(-3)            | 3
                round(2.567, 1)    | 2.6
                floor(2.9)         | 2
                ceil(2.1)          | 3
                1e3+1              | 1001
                12+3=              | 15
                12+3 = ?           | 15
                """)
    void arithmetic_is_exact_and_plain(String expression, String result) {
        assertThat(calculate(expression)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                9^9^9              | number too large
                10^501             | number too large
                2^99999999999      | number too large
                (10^400)*(10^400)  | number too large
                1e9999999          | number too large
                1E+99999           | number too large
                fact(1000000)      | a factorial takes a whole number
                fact(2.5)          | a factorial takes a whole number
                1000!              | a factorial takes a whole number
                1/0                | division by zero
                0^-1               | division by zero
                5%0                | division by zero
                sqrt(-1)           | the result is not a real number
                (-8)^0.5           | the result is not a real number
                log(-1)            | the result is not a real number
                round(1, 99999999) | round() takes
                2+                 | invalid expression
                (2+3               | invalid expression
                2+3)               | invalid expression
                hello              | invalid expression
                foo(2)             | invalid expression
                max(1,2            | invalid expression
                "abc"              | invalid expression
                1 < 2              | invalid expression
                random()           | invalid expression
                a[0]               | invalid expression
                2 # 3              | invalid expression
                1e-300*1e-300      | number too small
                """)
    void what_has_no_result_is_told(String expression, String reason) {
        assertThat(calculate(expression)).startsWith("Error: " + reason).doesNotContain("unexpectedly");
    }

    @Test
    void what_is_no_arithmetic_is_answered_with_what_is() {
        assertThat(calculate("12 plus 3"))
                .isEqualTo("Error: invalid expression: Too many operands;"
                        + " use numbers, + - * / ^ % ( ), pi, e and functions such as sqrt(2)");
    }

    @Test
    void abuse_ends_at_a_limit() {
        assertThat(calculate("(".repeat(10_000) + "1" + ")".repeat(10_000))).contains("too long");
        assertThat(calculate("(".repeat(400) + "1" + ")".repeat(400))).contains("too many nested parentheses");
        assertThat(calculate("9".repeat(999))).contains("number too large");
        assertThat(calculate("-".repeat(900) + "1")).isEqualTo("1");
        assertThat(calculate("")).contains("empty");
        assertThat(calculate("1" + "*1e999".repeat(150))).contains("number too large");
        assertThat(calculate("1.0000001^99999999")).startsWith("2202");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"expression\": null}", "{\"expression\": [1]}"})
    void a_wrong_argument_is_named(String input) {
        assertThat(call(new Calculator(), input)).startsWith("Error: ").contains("argument 'expression'");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_text_makes_it_fail_unexpectedly(long seed) {
        Random random = new Random(seed);
        String alphabet = "0123456789.,+-*/^%()#!=<>&|\"'[]{}eExpisqrtmaxlog √π²×";
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(40), 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));

        assertThat(calculate(text.toString())).doesNotContain("unexpectedly");
    }

    static LongStream seeds() {
        return LongStream.range(0, 1000);
    }
}
