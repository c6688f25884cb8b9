package dev.qwen4j.interpreter.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlotTest {
    private static final String LINE = """
            {"width": 4, "height": 3, "dpi": 100, "face": "#ffffffff", "rows": 1, "cols": 1, "axes": [{
                "cell": [0, 0, 1, 1], "spines": ["left", "bottom", "top", "right"],
                "x": {"lo": 0, "hi": 1, "ticks": [0, 1], "labels": ["none", "all"], "label": {"text": "a & <b>"}},
                "y": {"lo": 0, "hi": 1},
                "artists": [{"kind": "line", "x": [0, 1], "y": [0.5, 0.5], "color": "#ff0000ff", "width": 4}]}]}""";

    @BeforeAll
    static void needsFonts() {
        System.setProperty("java.awt.headless", "true");
        int fonts;
        try {
            fonts = GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length;
        } catch (RuntimeException | LinkageError e) {
            fonts = 0;
        }
        Assumptions.assumeTrue(fonts > 0, "this machine has no fonts");
    }

    @Test
    void a_line_is_where_its_values_are() throws IOException {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Plot.draw(LINE, "png").bytes()));

        assertThat(image.getWidth()).isEqualTo(400);
        assertThat(image.getHeight()).isEqualTo(300);
        long red = Arrays.stream(image.getRGB(0, 0, 400, 300, null, 0, 400))
                .filter(pixel -> pixel == 0xFFFF0000)
                .count();
        assertThat(red).isBetween(1000L, 2400L);
    }

    @Test
    void svg_is_well_formed_and_keeps_text_as_text() throws Exception {
        byte[] svg = Plot.draw(LINE, "svg").bytes();

        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
        assertThat(new String(svg, StandardCharsets.UTF_8))
                .contains(">none</text>", ">a &amp; &lt;b&gt;</text>", "stroke=\"#ff0000\"");
    }

    @Test
    void letters_that_no_font_has_are_told() {
        String figure =
                "{\"width\": 2, \"height\": 2, \"texts\": [{\"text\": \"\\udb80\\udc00\", \"x\": 0.5, \"y\": 0.5}]}";

        assertThat(Plot.draw(figure, "png").withoutFont()).hasSize(1);
    }

    @Test
    void chinese_text_is_drawn_where_a_font_has_it() {
        boolean hasFont = Arrays.stream(
                        GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts())
                .anyMatch(font -> font.canDisplay('中'));
        Assumptions.assumeTrue(hasFont, "this machine has no font with Chinese letters");
        String figure = "{\"width\": 2, \"height\": 2, \"texts\": [{\"text\": \"中文\", \"x\": 0.5, \"y\": 0.5}]}";

        assertThat(Plot.draw(figure, "png").withoutFont()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"width\": 1000, \"height\": 1000}",
                "{\"width\": NaN}",
                "{\"width\": -1}",
                "{\"axes\": [{\"artists\": [{\"kind\": \"no such thing\"}]}]}",
                "{\"axes\": [{\"artists\": [{\"kind\": \"image\", \"columns\": 3, \"colors\": [\"#000000ff\"]}]}]}",
                "{",
                "{} {}",
                "",
                "\uffff"
            })
    void what_is_no_figure_is_refused(String json) {
        assertThatThrownBy(() -> Plot.draw(json, "png")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"axes\": [{}]}",
                "{\"axes\": [{\"x\": {\"lo\": NaN, \"hi\": Infinity}, \"y\": {\"lo\": 5, \"hi\": 5, \"log\": true}}]}",
                "{\"rows\": 1e9, \"cols\": -3, \"axes\": [{\"cell\": [99, 99, 99, 99]}]}",
                "{\"axes\": [{\"artists\": [{\"kind\": \"line\", \"x\": [NaN, 1e308], \"y\": [0, -1e308], \"marker\": \"?\"}]}]}",
                "{\"axes\": [{\"legend\": {\"entries\": [{}], \"columns\": 1e9, \"anchor\": [1e300, -1e300]}}]}",
                "{\"texts\": [{\"text\": \"\\u0000\\ud800\\n\\n\", \"size\": 1e9, \"rotation\": 1e9}]}"
            })
    void odd_figures_are_drawn_without_an_error(String json) {
        assertThat(Plot.draw(json, "png").bytes()).isNotEmpty();
        assertThat(Plot.draw(json, "svg").bytes()).isNotEmpty();
    }
}
