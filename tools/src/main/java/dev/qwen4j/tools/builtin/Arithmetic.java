package dev.qwen4j.tools.builtin;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.config.OperatorDictionaryIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.functions.basic.AbsFunction;
import com.ezylang.evalex.functions.basic.CeilingFunction;
import com.ezylang.evalex.functions.basic.FloorFunction;
import com.ezylang.evalex.functions.basic.MaxFunction;
import com.ezylang.evalex.functions.basic.MinFunction;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.PostfixOperator;
import com.ezylang.evalex.operators.arithmetic.InfixDivisionOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.InfixModuloOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMultiplicationOperator;
import com.ezylang.evalex.operators.arithmetic.InfixPlusOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.PrefixPlusOperator;
import com.ezylang.evalex.parser.Token;
import dev.qwen4j.tools.ToolException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The calculator's language: EvalEx with nothing but arithmetic in it.
 *
 * <p>Functions: sqrt, cbrt, abs, floor, ceil, round, min, max, fact, exp, ln, log (natural), log10, log2, sin, cos, tan,
 * asin, acos, atan (radians). The exact ones are exact to {@value #PRECISION} digits, the others to 15.
 */
final class Arithmetic {
    private static final int MAX_CHARS = 1000;
    private static final int MAX_DEPTH = 50;
    private static final int MAX_DIGITS = 500;
    private static final int MAX_FACTORIAL = 200;
    private static final int PRECISION = 512;
    private static final MathContext EXACT = new MathContext(PRECISION, RoundingMode.HALF_EVEN);
    private static final int REAL_DIGITS = 15;
    private static final MathContext REAL = new MathContext(REAL_DIGITS, RoundingMode.HALF_EVEN);

    private static final Map<String, EvaluationValue> CONSTANTS = Map.of(
            "pi", number(new BigDecimal("3.14159265358979323846264338327950288419716939937511")),
            "e", number(new BigDecimal("2.71828182845904523536028747135266249775724709369996")));

    private static final ExpressionConfiguration CONFIGURATION = ExpressionConfiguration.builder()
            .mathContext(EXACT)
            .operatorDictionary(operators())
            .functionDictionary(functions())
            .defaultConstants(CONSTANTS)
            .arraysAllowed(false)
            .structuresAllowed(false)
            .binaryAllowed(false)
            .build();

    private Arithmetic() {}

    private static OperatorDictionaryIfc operators() {
        MapBasedOperatorDictionary operators = new MapBasedOperatorDictionary();
        operators.addOperator("+", new InfixPlusOperator());
        operators.addOperator("+", new PrefixPlusOperator());
        operators.addOperator("-", new InfixMinusOperator());
        operators.addOperator("-", new PrefixMinusOperator());
        operators.addOperator("*", new InfixMultiplicationOperator());
        operators.addOperator("/", new InfixDivisionOperator());
        operators.addOperator("%", new InfixModuloOperator());
        operators.addOperator("^", new Power());
        operators.addOperator(ExpressionText.NEGATIVE_POWER, new NegativePower());
        operators.addOperator(ExpressionText.PERCENT, new Percent());
        operators.addOperator("!", new FactorialSign());
        return operators;
    }

    private static FunctionDictionaryIfc functions() {
        MapBasedFunctionDictionary functions = new MapBasedFunctionDictionary();
        functions.addFunction("sqrt", new SquareRoot());
        functions.addFunction("fact", new Factorial());
        functions.addFunction("round", new Round());
        functions.addFunction("abs", new AbsFunction());
        functions.addFunction("floor", new FloorFunction());
        functions.addFunction("ceil", new CeilingFunction());
        functions.addFunction("min", new MinFunction());
        functions.addFunction("max", new MaxFunction());
        functions.addFunction("cbrt", new Real(Math::cbrt));
        functions.addFunction("exp", new Real(Math::exp));
        functions.addFunction("ln", new Real(Math::log));
        functions.addFunction("log", new Real(Math::log));
        functions.addFunction("log10", new Real(Math::log10));
        functions.addFunction("log2", new Real(x -> Math.log(x) / Math.log(2)));
        functions.addFunction("sin", new Real(Math::sin));
        functions.addFunction("cos", new Real(Math::cos));
        functions.addFunction("tan", new Real(Math::tan));
        functions.addFunction("asin", new Real(Math::asin));
        functions.addFunction("acos", new Real(Math::acos));
        functions.addFunction("atan", new Real(Math::atan));
        return functions;
    }

    /** @throws ToolException if {@code expression} is no arithmetic, has no real result, or is too long or too large */
    static BigDecimal evaluate(String expression) {
        if (expression.length() > MAX_CHARS) {
            throw new ToolException("expression too long: use at most " + MAX_CHARS + " characters");
        }
        String text = ExpressionText.normalized(expression);
        if (ExpressionText.depth(text) > MAX_DEPTH) {
            throw new ToolException("too many nested parentheses: use at most " + MAX_DEPTH);
        }
        if (text.isEmpty()) {
            throw new ToolException("the expression is empty: write one such as 2*(3+4)");
        }
        if (ExpressionText.hasFarExponent(text)) {
            throw tooLarge();
        }
        try {
            return checked(new Expression(text, CONFIGURATION).evaluate());
        } catch (BaseException e) {
            throw new ToolException(reason(e), e);
        } catch (ArithmeticException e) {
            throw new ToolException("the expression has no result that can be computed", e);
        }
    }

    private static BigDecimal checked(EvaluationValue value) {
        if (!value.isNumberValue()) {
            throw new ToolException("invalid expression: the result is not a number");
        }
        BigDecimal number = value.getNumberValue();
        if (number.precision() - (long) number.scale() > MAX_DIGITS) {
            throw tooLarge();
        }
        if (number.scale() - (long) number.precision() > MAX_DIGITS) {
            throw new ToolException("number too small: at most " + MAX_DIGITS + " decimals can be computed");
        }
        return number;
    }

    private static String reason(BaseException e) {
        String message = String.valueOf(e.getMessage());
        return message.equals("Division by zero")
                ? "division by zero"
                : "invalid expression: " + message
                        + "; use numbers, + - * / ^ % ( ), pi, e and functions such as sqrt(2)";
    }

    private static ToolException tooLarge() {
        return new ToolException("number too large: at most " + MAX_DIGITS + " digits can be computed");
    }

    private static ToolException notReal() {
        return new ToolException("the result is not a real number");
    }

    private static EvaluationValue number(BigDecimal number) {
        return EvaluationValue.numberValue(number);
    }

    private static BigDecimal realNumber(double value) {
        if (!Double.isFinite(value)) {
            throw Double.isNaN(value) ? notReal() : tooLarge();
        }
        // 15 decimals hide that doubles put sin(pi) a little beside zero.
        BigDecimal rounded = new BigDecimal(value).round(REAL);
        return Math.abs(value) < 1 ? rounded.setScale(REAL_DIGITS, RoundingMode.HALF_EVEN) : rounded;
    }

    /** Binds closer than a sign, as in mathematics and Python: {@code -2^2} is -4. Groups from the right. */
    @InfixOperator(precedence = 80, leftAssociative = false)
    private static final class Power extends AbstractOperator {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands) {
            return number(power(operands[0].getNumberValue(), operands[1].getNumberValue()));
        }
    }

    @InfixOperator(precedence = 80, leftAssociative = false)
    private static final class NegativePower extends AbstractOperator {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands) {
            return number(power(
                    operands[0].getNumberValue(), operands[1].getNumberValue().negate()));
        }
    }

    private static BigDecimal power(BigDecimal base, BigDecimal exponent) {
        if (base.signum() == 0) {
            if (exponent.signum() < 0) {
                throw new ToolException("division by zero");
            }
            return exponent.signum() == 0 ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (exponent.abs().doubleValue() * Math.abs(log10(base)) > MAX_DIGITS) {
            throw tooLarge();
        }
        if (exponent.stripTrailingZeros().scale() > 0) {
            return realNumber(Math.pow(base.doubleValue(), exponent.doubleValue()));
        }
        BigDecimal power = base.pow(exponent.abs().intValueExact(), EXACT);
        return exponent.signum() < 0 ? BigDecimal.ONE.divide(power, EXACT) : power;
    }

    private static double log10(BigDecimal number) {
        int digits = number.precision();
        double leading = new BigDecimal(number.unscaledValue().abs(), digits - 1).doubleValue();
        return Math.log10(leading) + digits - 1 - number.scale();
    }

    @PostfixOperator(precedence = 90)
    private static final class Percent extends AbstractOperator {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands) {
            return number(operands[0].getNumberValue().movePointLeft(2));
        }
    }

    @FunctionParameter(name = "value")
    private static final class SquareRoot extends AbstractFunction {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
            BigDecimal value = values[0].getNumberValue();
            if (value.signum() < 0) {
                throw notReal();
            }
            return number(value.sqrt(EXACT));
        }
    }

    @FunctionParameter(name = "value")
    private static final class Factorial extends AbstractFunction {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
            return number(factorial(values[0].getNumberValue()));
        }
    }

    @PostfixOperator(precedence = 90)
    private static final class FactorialSign extends AbstractOperator {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands) {
            return number(factorial(operands[0].getNumberValue()));
        }
    }

    private static BigDecimal factorial(BigDecimal value) {
        boolean allowed = value.signum() >= 0
                && value.compareTo(BigDecimal.valueOf(MAX_FACTORIAL)) <= 0
                && value.stripTrailingZeros().scale() <= 0;
        if (!allowed) {
            throw new ToolException("a factorial takes a whole number from 0 to " + MAX_FACTORIAL);
        }
        BigInteger product = BigInteger.ONE;
        for (int factor = 2; factor <= value.intValueExact(); factor++) {
            product = product.multiply(BigInteger.valueOf(factor));
        }
        return new BigDecimal(product);
    }

    /** {@code round(x)} or {@code round(x, decimals)}, half to even. */
    @FunctionParameter(name = "value", isVarArg = true)
    private static final class Round extends AbstractFunction {
        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
            BigDecimal decimals = values.length > 1 ? values[1].getNumberValue() : BigDecimal.ZERO;
            if (values.length > 2 || decimals.abs().compareTo(BigDecimal.valueOf(MAX_DIGITS)) > 0) {
                throw new ToolException("round() takes a number and at most " + MAX_DIGITS + " decimals");
            }
            return number(values[0].getNumberValue().setScale(decimals.intValue(), RoundingMode.HALF_EVEN));
        }
    }

    @FunctionParameter(name = "value")
    private static final class Real extends AbstractFunction {
        private final DoubleUnaryOperator function;

        Real(DoubleUnaryOperator function) {
            this.function = function;
        }

        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
            return number(
                    realNumber(function.applyAsDouble(values[0].getNumberValue().doubleValue())));
        }
    }
}
