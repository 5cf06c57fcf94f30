package org.vezere.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.plan.Descriptor;
import org.vezere.linux.plan.PlanBuilder;
import org.vezere.linux.process.KeeperLauncher;
import org.vezere.linux.process.KeeperLink;
import org.vezere.linux.process.KeeperMessage;
import org.vezere.linux.process.Keepers;

/// Isolation B5.
final class SeccompTest {
    /// Prints a name and the errno of each call; arguments are such that the kernel itself would answer
    /// otherwise.
    private static final String PROGRAM = """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <stdio.h>
            #include <sys/ioctl.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            static void show(const char *name, long result) {
                printf("%s=%d\\n", name, result < 0 ? errno : 0);
                errno = 0;
            }
            int main(void) {
                show("kexec_load", syscall(SYS_kexec_load, 0, 99, 0, 0));
                show("init_module", syscall(SYS_init_module, 0, 0, 0));
                show("swapoff", syscall(SYS_swapoff, "/none"));
                show("bpf", syscall(SYS_bpf, 9999, 0, 0));
                show("userfaultfd", syscall(SYS_userfaultfd, 12345));
                show("syslog", syscall(SYS_syslog, 9999, 0, 0));
                show("reboot", syscall(SYS_reboot, 0, 0, 0, 0));
                show("unknown", syscall(4000));
                show("getpid", syscall(SYS_getpid));
                show("tiocsti", ioctl(0, TIOCSTI, "x"));
                show("tiocsti_high", syscall(SYS_ioctl, 0, 0x100000000ul | TIOCSTI, "x"));
                show("tioclinux", ioctl(0, 0x541C, "x"));
                show("other_ioctl", ioctl(0, 0x5413, "x"));
            #ifdef __x86_64__
                show("x32", syscall(0x40000000 + SYS_getpid));
                long result;
                __asm__ volatile("int $0x80" : "=a"(result) : "a"(115), "b"("/none") : "memory");
                printf("i386_swapoff=%ld\\n", -result);
                __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
                printf("i386_getpid=%d\\n", result > 0 ? 0 : -1);
            #endif
                return 0;
            }
            """;

    @TempDir
    Path directory;

    @Test
    void standardPolicyHoldsByEveryDoor() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Map<String, Integer> answers = run(SeccompPolicy.standard());

        int refused = Errno.EPERM.number();
        assertThat(answers)
                .containsEntry("kexec_load", refused)
                .containsEntry("init_module", refused)
                .containsEntry("swapoff", refused)
                .containsEntry("bpf", refused)
                .containsEntry("userfaultfd", refused)
                .containsEntry("syslog", refused)
                .containsEntry("tiocsti", refused)
                .containsEntry("tiocsti_high", refused)
                .containsEntry("tioclinux", refused)
                .containsEntry("reboot", Errno.EINVAL.number())
                .containsEntry("unknown", Errno.ENOSYS.number())
                .containsEntry("getpid", 0)
                .containsEntry("other_ioctl", Errno.ENOTTY.number());
        if (answers.containsKey("x32")) {
            assertThat(answers)
                    .containsEntry("x32", Errno.ENOSYS.number())
                    .containsEntry("i386_swapoff", refused)
                    .containsEntry("i386_getpid", 0);
        }
    }

    @Test
    void grantedCallsReachTheKernel() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        SeccompPolicy granted = SeccompPolicy.standard().allowing("swapoff", "bpf");

        Map<String, Integer> answers = run(granted);

        assertThat(answers)
                .containsEntry("swapoff", Errno.ENOENT.number())
                .containsEntry("bpf", Errno.EINVAL.number())
                .containsEntry("init_module", Errno.EPERM.number());
    }

    @Test
    void filterIsMadeOncePerPolicy() {
        SeccompCompiler compiler = new SeccompCompiler();

        byte[] first = compiler.compile(SeccompPolicy.standard());
        byte[] second = compiler.compile(SeccompPolicy.standard());

        assertThat(first.length % 8).isZero();
        assertThat(first.length / 8).isBetween(20, 400);
        assertThat(Arrays.equals(first, second)).isTrue();
        assertThat(compiler.compile(SeccompPolicy.standard().allowing("bpf"))).isNotEqualTo(first);
    }

    @Test
    void unknownNamesAreRefused() {
        SeccompCompiler compiler = new SeccompCompiler();
        SeccompPolicy policy = new SeccompPolicy(Map.of("no_such_call", Errno.EPERM), Set.of());

        assertThatThrownBy(() -> compiler.compile(policy)).hasMessageContaining("\"no_such_call\"");
        assertThat(compiler.unknown(List.of("read", "raed"))).containsExactly("raed");
    }

    private Map<String, Integer> run(SeccompPolicy policy) throws Exception {
        Path source = Files.writeString(directory.resolve("calls.c"), PROGRAM);
        Path program = directory.resolve("calls");
        Process compiler = new ProcessBuilder("sh", "-c", "command -v cc >/dev/null && cc -o " + program + " " + source)
                .redirectErrorStream(true)
                .start();
        String complaints = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(compiler.waitFor() == 0, complaints);
        Path result = directory.resolve("result");
        try (Keepers keepers = new Keepers(directory);
                Fd file = OpenFile.create(result.toString(), 0600, OpenFlag.WRONLY)) {
            PlanBuilder builder = PlanBuilder.start();
            Descriptor output = builder.give(file, "result");
            builder.child().files().dup3(output, 1);
            builder.child().processes().seccomp(new SeccompCompiler().compile(policy));
            builder.child().processes().execve(program.toString(), List.of("calls"), List.of());
            KeeperLauncher.Launched launched = keepers.start(builder.build());
            try (KeeperLink link = launched.link()) {
                KeeperMessage message = link.receive(Keepers.PATIENCE);
                while (!(message instanceof KeeperMessage.Gone)) {
                    assertThat(message).isNotInstanceOf(KeeperMessage.Failed.class);
                    if (message instanceof KeeperMessage.Born born) {
                        born.process().close();
                    }
                    message = link.receive(Keepers.PATIENCE);
                }
            }
        }
        Map<String, Integer> answers = new HashMap<>();
        for (String line : Files.readAllLines(result)) {
            String[] parts = line.split("=", 2);
            answers.put(parts[0], Integer.parseInt(parts[1]));
        }
        return answers;
    }
}
