package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.interpreter.CellListener;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.InterpreterException;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.transformer.Gpus;
import dev.qwen4j.model.transformer.MachineMemory;
import dev.qwen4j.service.cli.Finding.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
    private static final InterpreterOpener WORKING =
            (folder, policy) -> new FixedInterpreter(folder, new Execution.Completed("42\n", ""));

    @Test
    void text_is_one_line_for_each_check() {
        Invocation doctor = Invocation.python(WORKING, "", "doctor");

        assertThat(doctor.status()).isZero();
        assertThat(doctor.outLines())
                .hasSize(9)
                .allMatch(line ->
                        line.matches("(ok|warn) +(java|cores|memory|engine|demo model|bf16|gpu|python|port) .+"));
        assertThat(doctor.out())
                .containsPattern("ok    engine      PyTorch \\d")
                .contains("ok    python ");
        assertThat(doctor.error()).isEmpty();
    }

    @Test
    void a_check_that_fails_decides_the_exit_status_and_the_others_are_made() throws Exception {
        InterpreterOpener broken = (folder, policy) -> {
            throw new InterpreterException("Python did not start: reinstall it");
        };

        Invocation doctor = Invocation.python(broken, "", "doctor", "--json");

        List<String> verdicts = new ArrayList<>();
        for (String line : doctor.outLines()) {
            JsonNode json = new ObjectMapper().readTree(line);
            verdicts.add(json.get("check").asText() + " " + json.get("verdict").asText());
            assertThat(json.get("message").asText()).isNotBlank();
        }
        assertThat(doctor.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(verdicts).hasSize(9).contains("java ok", "engine ok", "python fail");
        assertThat(verdicts.getLast()).startsWith("port ");
        assertThat(doctor.out()).contains("Python did not start: reinstall it");
    }

    @Test
    void python_that_computes_wrongly_fails() throws InterruptedException {
        Finding wrong =
                Diagnosis.python((folder, policy) -> new FixedInterpreter(folder, new Execution.Completed("41\n", "")));
        Finding dead = Diagnosis.python(
                (folder, policy) -> new FixedInterpreter(folder, new Execution.Died("", "killed", List.of())));

        assertThat(wrong.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(dead.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void engine_that_does_not_load_fails_with_its_message() throws InterruptedException {
        List<Finding> findings = Diagnosis.engine(() -> {
            throw new ModelException("PyTorch could not be loaded: no libstdc++");
        });

        assertThat(findings)
                .containsExactly(new Finding("engine", Verdict.FAIL, "PyTorch could not be loaded: no libstdc++"));
    }

    @Test
    void what_only_slows_is_a_warning_with_the_next_step() {
        assertThat(Diagnosis.cores(1).verdict()).isEqualTo(Verdict.WARN);
        assertThat(Diagnosis.cores(2)).isEqualTo(new Finding("cores", Verdict.OK, "2"));
        assertThat(Diagnosis.bf16(Precision.FP32).verdict()).isEqualTo(Verdict.WARN);
        assertThat(Diagnosis.bf16(Precision.BF16).verdict()).isEqualTo(Verdict.OK);
        assertThat(Diagnosis.memory(new MachineMemory(8L << 30, 1L << 29)).toText())
                .isEqualTo("warn  memory      537 MB free of 8.6 GB: enough for the demo model only; close other"
                        + " programs");
        assertThat(Diagnosis.memory(new MachineMemory(8L << 30, 1L << 30)).verdict())
                .isEqualTo(Verdict.OK);
    }

    @Test
    void gpu_is_named_with_what_it_takes_to_use_it() {
        Optional<MachineMemory> memory = Optional.of(new MachineMemory(80L << 30, 79L << 30));

        assertThat(Diagnosis.gpu(new Gpus(true, ""), memory).message())
                .isEqualTo("cuda:0 is used unless --device says otherwise, 85 GB free of 86 GB");
        assertThat(Diagnosis.gpu(new Gpus(true, "no driver"), Optional.empty()).message())
                .isEqualTo("none that can be used (no driver): models run on the CPU");
        assertThat(Diagnosis.gpu(new Gpus(false, "no libraries"), memory).message())
                .contains("is not used: PyTorch's libraries for it are missing; see docs/gpu.md");
        assertThat(Diagnosis.gpu(new Gpus(false, "no libraries"), Optional.empty()))
                .isEqualTo(new Finding("gpu", Verdict.OK, "none: models run on the CPU"));
    }

    @Test
    void port_in_use_is_a_warning_that_says_what_serve_would() {
        Finding taken = Diagnosis.port(() -> {
            throw new CommandFailure(ExitStatus.NETWORK, "cannot listen on port 8080: choose another with --port");
        });

        assertThat(taken)
                .isEqualTo(new Finding("port", Verdict.WARN, "cannot listen on port 8080: choose another with --port"));
    }

    /** Ends every cell the same way. */
    private record FixedInterpreter(Path folder, Execution execution) implements CodeInterpreter {
        @Override
        public Execution execute(String code, CellListener listener) {
            return execution;
        }

        @Override
        public boolean interrupt() {
            return false;
        }

        @Override
        public void close() {}
    }
}
