package dev.qwen4j.interpreter.worker.library;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/**
 * Whole bzip2 streams. A stream says nothing of its length, but it ends with a mark of 48 bits, which may begin at any
 * bit, and a checksum: {@link #endOfStream} finds it in data that comes in parts, so that nothing is decoded twice.
 */
final class Bzip2 {
    private static final long END_MARK = 0x177245385090L;
    private static final long MARK_BITS = 0xFFFFFFFFFFFFL;
    private static final int CHECKSUM_BITS = 32;

    private Bzip2() {}

    /** @param argument the level, a digit from 1 to 9, and the data */
    static String compress(String argument) throws LibraryException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        byte[] data = LibraryCalls.bytes(argument.substring(1));
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(compressed, argument.charAt(0) - '0')) {
            out.write(data);
        } catch (IOException | IllegalArgumentException e) {
            throw new LibraryException("cannot compress: " + e.getMessage(), e);
        }
        return LibraryCalls.text(compressed.toByteArray());
    }

    /** @param stream one whole stream */
    static String decompress(String stream) throws LibraryException {
        try (BZip2CompressorInputStream in =
                new BZip2CompressorInputStream(new ByteArrayInputStream(LibraryCalls.bytes(stream)))) {
            return LibraryCalls.text(in.readAllBytes());
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new LibraryException("Invalid data stream", e);
        }
    }

    /** @return the index of the first byte after a stream that ends in this part of it; empty if none does */
    static String endOfStream(String part) {
        long window = 0;
        for (int i = 0; i < part.length(); i++) {
            for (int bit = 7; bit >= 0; bit--) {
                window = (window << 1 | part.charAt(i) >> bit & 1) & MARK_BITS;
                if (window == END_MARK) {
                    int end = (i * 8 + (8 - bit) + CHECKSUM_BITS + 7) / 8;
                    return end <= part.length() ? String.valueOf(end) : "";
                }
            }
        }
        return "";
    }
}
