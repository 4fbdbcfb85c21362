package org.pgseccomp.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Programs in C that say what this machine's kernel and headers say. */
public final class NativeProgram {
    public static final Architecture OWN =
            System.getProperty("os.arch").equals("amd64") ? Architecture.X86_64 : Architecture.AARCH64;

    private NativeProgram() {}

    /** Compiles a program in a folder and starts it. */
    public static Process start(Path folder, Path source) throws IOException, InterruptedException {
        String program = folder.resolve("program").toString();
        Process compiler = new ProcessBuilder("gcc", "-w", "-o", program, source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
        return new ProcessBuilder(program)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Compiles a program in a folder and runs it; what it printed. */
    public static List<String> run(Path folder, Path source) throws IOException, InterruptedException {
        Process process = start(folder, source);
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }
}
