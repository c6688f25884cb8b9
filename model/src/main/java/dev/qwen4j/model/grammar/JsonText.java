package dev.qwen4j.model.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How JSON's values are written (RFC 8259), in one style. */
final class JsonText {
    /** What stands for itself in a string; U+FFFD only ever comes from bytes that were no text. */
    private static final CodePoints PLAIN =
            CodePoints.range(0, 0x1f).or(CodePoints.of("\"\\\ufffd")).complement();

    private static final Expression CHARACTER = anyCharacter();
    private static final Expression STRING = quoted(Expression.repeat(CHARACTER, 0, Expression.UNBOUNDED));

    private static final int MOST_IN_ANY_ORDER = 16;

    private final JsonStyle style;
    /** White space inside brackets and before colon and comma. */
    private final Expression inner;

    private final Expression colon;
    private final Expression comma;

    /** One of an object's properties that has a name. */
    record Property(String name, Expression value, boolean required) {}

    JsonText(JsonStyle style) {
        this.style = style;
        Expression blank = Expression.bytes(
                ByteSet.of(' ').or(ByteSet.of('\t')).or(ByteSet.of('\n')).or(ByteSet.of('\r')));
        this.inner = style.maxBlanks() > 1 ? Expression.repeat(blank, 0, style.maxBlanks()) : Expression.EMPTY;
        Expression after = style.maxBlanks() == 1 ? Expression.optional(literal(" ")) : inner;
        this.colon = Expression.sequence(List.of(inner, literal(":"), after));
        this.comma = Expression.sequence(List.of(inner, literal(","), after));
    }

    static Expression literal(String text) {
        return Expression.literal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Any value. */
    Expression value() {
        return value(style.maxDepth());
    }

    /** Any object. */
    Expression object() {
        return object(List.of(), value(style.maxDepth() - 1));
    }

    /** Any array. */
    Expression array() {
        return array(List.of(), value(style.maxDepth() - 1), 0, Expression.UNBOUNDED);
    }

    private Expression value(int depth) {
        Expression value = scalar();
        for (int level = 0; level < depth; level++) {
            value = Expression.choice(
                    scalar(), object(List.of(), value), array(List.of(), value, 0, Expression.UNBOUNDED));
        }
        return value;
    }

    private static Expression scalar() {
        return Expression.choice(STRING, NumberText.number(), literal("true"), literal("false"), literal("null"));
    }

    /** Any string. */
    static Expression string() {
        return STRING;
    }

    /** Any string of so many characters. */
    static Expression string(int least, int most) {
        return quoted(Expression.repeat(CHARACTER, least, most));
    }

    static Expression quoted(Expression content) {
        return Expression.sequence(List.of(literal("\""), content, literal("\"")));
    }

    /** One character of a set, written in the shortest way. */
    static Expression character(CodePoints set) {
        List<Expression> ways = new ArrayList<>();
        ways.add(set.and(PLAIN).utf8());
        PLAIN.complement().and(set).ranges().stream()
                .flatMapToInt(range -> IntStream.rangeClosed(range.from(), range.to()))
                .forEach(special -> {
                    String written =
                            TextNode.valueOf(Character.toString(special)).toString();
                    ways.add(literal(written.substring(1, written.length() - 1)));
                });
        return Expression.choice(ways);
    }

    /** One character, written in any way; half a surrogate pair is none. */
    private static Expression anyCharacter() {
        Expression hex = Expression.choice(CodePoints.range('0', '9')
                .or(CodePoints.range('a', 'f'))
                .or(CodePoints.range('A', 'F'))
                .utf8());
        Expression noSurrogate = Expression.choice(
                Expression.sequence(CodePoints.of("0123456789abcefABCEF").utf8(), Expression.repeat(hex, 3, 3)),
                Expression.sequence(List.of(
                        CodePoints.of("dD").utf8(), CodePoints.range('0', '7').utf8(), hex, hex)));
        Expression high = Expression.sequence(
                List.of(CodePoints.of("dD").utf8(), CodePoints.of("89abAB").utf8(), hex, hex));
        Expression low = Expression.sequence(
                List.of(CodePoints.of("dD").utf8(), CodePoints.of("cdefCDEF").utf8(), hex, hex));
        return Expression.choice(
                PLAIN.utf8(),
                Expression.sequence(literal("\\"), CodePoints.of("\"\\/bfnrt").utf8()),
                Expression.sequence(literal("\\u"), noSurrogate),
                Expression.sequence(List.of(literal("\\u"), high, literal("\\u"), low)));
    }

    /** Exactly this value, its strings and numbers in the shortest way. */
    Expression constant(JsonNode value) {
        if (value.isObject()) {
            List<Property> properties = new ArrayList<>();
            value.properties()
                    .forEach(entry -> properties.add(new Property(entry.getKey(), constant(entry.getValue()), true)));
            return object(properties, Expression.NOTHING);
        }
        if (value.isArray()) {
            List<Expression> elements = Stream.iterate(0, i -> i < value.size(), i -> i + 1)
                    .map(i -> constant(value.get(i)))
                    .toList();
            return array(elements, Expression.NOTHING, elements.size(), elements.size());
        }
        return literal(value.toString());
    }

    /**
     * An object with these properties, and others.
     *
     * @param additional the value of any other property; {@link Expression#NOTHING} for none
     */
    Expression object(List<Property> properties, Expression additional) {
        List<String> names = properties.stream().map(Property::name).toList();
        Expression other = Expression.sequence(List.of(nameExcept(names), colon, additional));
        Expression members = style.anyOrder() && properties.size() <= MOST_IN_ANY_ORDER
                ? inAnyOrder(properties, other)
                : inOrder(properties, other);
        return Expression.sequence(List.of(literal("{"), inner, members, inner, literal("}")));
    }

    private Expression inAnyOrder(List<Property> properties, Expression other) {
        return MembersExpression.of(new MembersExpression.Members(
                properties.stream().map(this::member).toList(),
                properties.stream().map(Property::required).toList(),
                other,
                comma));
    }

    private Expression member(Property property) {
        return Expression.sequence(
                List.of(literal(TextNode.valueOf(property.name()).toString()), colon, property.value()));
    }

    private Expression inOrder(List<Property> properties, Expression other) {
        Expression moreOthers = Expression.repeat(Expression.sequence(comma, other), 0, Expression.UNBOUNDED);
        // What may follow when nothing was written yet, and when something was; from the last property to the first.
        Expression first = Expression.optional(Expression.sequence(other, moreOthers));
        Expression later = moreOthers;
        for (Property property : properties.reversed()) {
            Expression present = Expression.sequence(member(property), later);
            first = property.required() ? present : Expression.choice(present, first);
            Expression presentLater = Expression.sequence(comma, present);
            later = property.required() ? presentLater : Expression.choice(presentLater, later);
        }
        return first;
    }

    /**
     * An array that begins with {@code beginning}, as far as it goes, and has so many elements in all.
     *
     * @param others the elements after those
     */
    Expression array(List<Expression> beginning, Expression others, int least, int most) {
        int fixed = Math.min(beginning.size(), most);
        int leastOthers = Math.max(least - fixed, 0);
        int mostOthers = most == Expression.UNBOUNDED ? most : most - fixed;
        Expression later = Expression.repeat(Expression.sequence(comma, others), leastOthers, mostOthers);
        Expression elements = Expression.NOTHING;
        if (fixed == 0 && mostOthers > 0) {
            int mostLater = mostOthers == Expression.UNBOUNDED ? mostOthers : mostOthers - 1;
            elements = Expression.sequence(
                    others, Expression.repeat(Expression.sequence(comma, others), Math.max(least - 1, 0), mostLater));
        }
        for (int i = fixed - 1; i >= 0; i--) {
            elements = Expression.sequence(beginning.get(i), later);
            Expression more = Expression.sequence(comma, elements);
            later = i < least ? more : Expression.optional(more);
        }
        Expression all = least == 0 ? Expression.optional(elements) : elements;
        return Expression.sequence(List.of(literal("["), inner, all, inner, literal("]")));
    }

    /** A property's name that is none of these; without escapes, for with them it could be one of these after all. */
    private static Expression nameExcept(List<String> names) {
        return names.isEmpty() ? STRING : quoted(except(names));
    }

    private static Expression except(Collection<String> texts) {
        TreeMap<Integer, List<String>> endings = new TreeMap<>();
        boolean empty = false;
        for (String text : texts) {
            if (text.isEmpty()) {
                empty = true;
            } else {
                int first = text.codePointAt(0);
                endings.computeIfAbsent(first, c -> new ArrayList<>()).add(text.substring(Character.charCount(first)));
            }
        }
        CodePoints begins = CodePoints.of(
                endings.keySet().stream().mapToInt(Integer::intValue).toArray());
        List<Expression> ways = new ArrayList<>();
        if (!empty) {
            ways.add(Expression.EMPTY);
        }
        ways.add(Expression.sequence(
                begins.complement().and(PLAIN).utf8(), Expression.repeat(PLAIN.utf8(), 0, Expression.UNBOUNDED)));
        endings.forEach((first, rest) ->
                ways.add(Expression.sequence(CodePoints.of(first).and(PLAIN).utf8(), except(rest))));
        return Expression.choice(ways);
    }
}
