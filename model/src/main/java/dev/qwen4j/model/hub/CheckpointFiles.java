package dev.qwen4j.model.hub;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which of a repository's files are fetched: weights as safetensors, JSON, the tokenizer's files and the licence. */
final class CheckpointFiles {
    private CheckpointFiles() {}

    /**
     * Chooses among {@code files}, which a server has named. Files in folders are left out: a checkpoint has none. The
     * weights come last: where they are, all is there.
     *
     * @throws HubException if a name would lead out of the folder it belongs in, or there are no safetensors
     */
    static List<String> choose(ModelName model, Collection<String> files) {
        files.forEach(file -> checkName(model, file));
        List<String> chosen = files.stream()
                .filter(CheckpointFiles::isWanted)
                .distinct()
                .sorted(Comparator.comparing(CheckpointFiles::isWeights).thenComparing(Comparator.naturalOrder()))
                .toList();
        if (chosen.stream().noneMatch(CheckpointFiles::isWeights)) {
            throw noSafetensors(model, files);
        }
        return chosen;
    }

    private static boolean isWeights(String file) {
        return file.endsWith(".safetensors");
    }

    private static boolean isWanted(String file) {
        return file.matches("[^/]+\\.(safetensors|json|tiktoken)|merges\\.txt|tokenizer\\.model|LICENSE[^/]*");
    }

    private static void checkName(ModelName model, String file) {
        boolean safe = !file.isEmpty()
                && file.chars().noneMatch(c -> c < ' ' || c == '\\' || c == ':' || c == 0x7f)
                && List.of(file.split("/", -1)).stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!safe) {
            throw new HubException(model + ": the hub lists a file '" + file
                    + "', a name that leads out of the model's folder: nothing is fetched; check "
                    + model.hub().endpointVariable());
        }
    }

    private static HubException noSafetensors(ModelName model, Collection<String> files) {
        boolean pickled = files.stream().anyMatch(file -> file.matches(".*\\.(bin|pt|pth|pkl|ckpt)"));
        return new HubException(model + ": "
                + (pickled
                        ? "holds its weights as a pickle, which can run code when it is read, so it is not fetched"
                        : "has no safetensors files")
                + "; name a revision or a model that has model.safetensors");
    }
}
