package dev.qwen4j.tools.builtin;

import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** What a person reads of a web page: its text in lines, without scripts, styles and navigation. */
final class HtmlText {
    private HtmlText() {}

    /** Changes {@code page}. */
    static String of(Document page) {
        page.select("script, style, noscript, template, svg, nav, iframe").remove();
        StringBuilder text = new StringBuilder();
        page.body().traverse(new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    text.append(words.getWholeText().replaceAll("\\s+", " "));
                } else if (startsLine(node)) {
                    text.append('\n');
                }
            }

            @Override
            public void tail(Node node, int depth) {
                if (startsLine(node) || node.nameIs("br")) {
                    text.append('\n');
                } else if (isCell(node)) {
                    text.append(' ');
                }
            }
        });
        return text.toString()
                .replaceAll("\\h+", " ")
                .replaceAll(" ?\n ?", "\n")
                .replaceAll("\n{2,}", "\n\n")
                .strip();
    }

    private static boolean startsLine(Node node) {
        return node instanceof Element element && element.isBlock() && !isCell(element);
    }

    private static boolean isCell(Node node) {
        return node.nameIs("td") || node.nameIs("th");
    }
}
