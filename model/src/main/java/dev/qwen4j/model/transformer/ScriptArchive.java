package dev.qwen4j.model.transformer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source text into the archive that libtorch loads, as {@code torch.jit.save} would: a stored zip with
 * the text, and a pickle of the module object with its attributes.
 */
final class ScriptArchive {
    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

    /** An attribute that is a list of tensors, which the text itself fills. */
    static final Object EMPTY_TENSOR_LIST = new Object();

    /** The value of an attribute that is a list of instances of a class that the text defines, and fills. */
    static final Object EMPTY_OBJECT_LIST = new Object();

    /** The value of an attribute that is a device, as PyTorch names it. */
    record DeviceName(String name) {}

    private ScriptArchive() {}

    /**
     * @param source TorchScript text that defines {@code className}
     * @param attributes every attribute the class declares: Boolean, Integer, Double, a list of Integers,
     *     {@link DeviceName}, {@link #EMPTY_TENSOR_LIST} or {@link #EMPTY_OBJECT_LIST}
     */
    static byte[] pack(String source, String className, Map<String, Object> attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", pickle(className, attributes));
            store(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            store(zip, "constants.pkl", EMPTY_TUPLE);
            store(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** libtorch maps the archive, so entries must be stored, not compressed, with size and checksum up front. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("qwen/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** The module object in pickle protocol 2: {@code className.__new__()} followed by its state. */
    private static byte[] pickle(String className, Map<String, Object> attributes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2});
        global(out, "__torch__", className);
        out.writeBytes(new byte[] {')', (byte) 0x81, '}', '('}); // (), NEWOBJ, empty dict, MARK
        attributes.forEach((name, value) -> {
            text(out, name);
            value(out, value);
        });
        out.writeBytes(new byte[] {'u', 'b', '.'}); // SETITEMS, BUILD, STOP
        return out.toByteArray();
    }

    private static void value(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case Boolean b -> out.write(b ? 0x88 : 0x89);
            case Integer i -> {
                out.write('J');
                out.writeBytes(littleEndian(i));
            }
            case Double d -> {
                out.write('G');
                out.writeBytes(ByteBuffer.allocate(8).putDouble(d).array());
            }
            case DeviceName device -> {
                global(out, "torch", "device");
                text(out, device.name());
                out.writeBytes(new byte[] {(byte) 0x85, 'R'}); // TUPLE1, REDUCE
            }
            case List<?> integers -> list(out, "build_intlist", integers);
            case Object empty when empty == EMPTY_TENSOR_LIST -> list(out, "build_tensorlist", List.of());
            case Object empty when empty == EMPTY_OBJECT_LIST -> out.write(']');
            default ->
                throw new IllegalArgumentException(
                        "an attribute cannot be a " + value.getClass().getName());
        }
    }

    private static void list(ByteArrayOutputStream out, String builder, List<?> items) {
        global(out, "torch.jit._pickle", builder);
        out.writeBytes(new byte[] {'(', ']', '('}); // MARK, [], MARK
        items.forEach(item -> value(out, item));
        out.writeBytes(new byte[] {'e', 't', 'R'}); // APPENDS, TUPLE, REDUCE
    }

    private static void global(ByteArrayOutputStream out, String module, String name) {
        out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeBytes(littleEndian(utf8.length));
        out.writeBytes(utf8);
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
