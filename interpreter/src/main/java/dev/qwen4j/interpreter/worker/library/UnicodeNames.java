package dev.qwen4j.interpreter.worker.library;

import java.util.Locale;
import org.graalvm.shadowed.com.ibm.icu.lang.UCharacter;
import org.graalvm.shadowed.com.ibm.icu.lang.UProperty;

/**
 * The part of {@code unicodedata} that the language leaves to native code. Read from the tables it brings along itself.
 */
final class UnicodeNames {
    private UnicodeNames() {}

    /** @return the character of a name, or of an alias of it, in any case */
    static String lookup(String name) throws LibraryException {
        String upper = name.toUpperCase(Locale.ROOT);
        int character = UCharacter.getCharFromName(upper);
        if (character < 0) {
            character = UCharacter.getCharFromNameAlias(upper);
        }
        if (character < 0) {
            throw new LibraryException("undefined character name '" + name + "'");
        }
        return Character.toString(character);
    }

    /** @return the width of a character as the Unicode standard abbreviates it: N, A, H, W, F or Na */
    static String eastAsianWidth(String character) throws LibraryException {
        int width = UCharacter.getIntPropertyValue(only(character), UProperty.EAST_ASIAN_WIDTH);
        return UCharacter.getPropertyValueName(UProperty.EAST_ASIAN_WIDTH, width, UProperty.NameChoice.SHORT);
    }

    static String combining(String character) throws LibraryException {
        return String.valueOf(UCharacter.getCombiningClass(only(character)));
    }

    private static int only(String character) throws LibraryException {
        if (character.isEmpty() || character.codePointCount(0, character.length()) != 1) {
            throw new LibraryException("need a single character");
        }
        return character.codePointAt(0);
    }
}
