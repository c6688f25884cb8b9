package dev.qwen4j.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The lines of a journal's file: eight hexadecimal digits of CRC-32C, a blank, the record.
 *
 * @param validBytes where the last whole line ends
 */
record JournalLines(List<String> records, long validBytes) {
    private static final int PREFIX_CHARS = 9;

    static byte[] line(String record) {
        byte[] text = record.getBytes(UTF_8);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(prefix(text, 0, text.length).getBytes(UTF_8));
        line.writeBytes(text);
        line.write('\n');
        return line.toByteArray();
    }

    private static String prefix(byte[] bytes, int from, int to) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, to - from);
        return "%08x ".formatted(checksum.getValue());
    }

    /** @throws JournalException if a line in the middle is damaged: only the end can be what a crash left behind */
    static JournalLines read(RandomAccessFile file, String runId) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(file.length())];
        file.seek(0);
        file.readFully(bytes);
        List<String> records = new ArrayList<>();
        int valid = 0;
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (isWhole(bytes, start, i)) {
                    if (start > valid) {
                        throw new JournalException("the journal of run " + runId + " is damaged: line "
                                + (records.size() + 1) + " is not what was written");
                    }
                    records.add(new String(bytes, start + PREFIX_CHARS, i - start - PREFIX_CHARS, UTF_8));
                    valid = i + 1;
                }
                start = i + 1;
            }
        }
        return new JournalLines(List.copyOf(records), valid);
    }

    private static boolean isWhole(byte[] bytes, int from, int to) {
        int text = from + PREFIX_CHARS;
        return text <= to && new String(bytes, from, PREFIX_CHARS, UTF_8).equals(prefix(bytes, text, to));
    }
}
