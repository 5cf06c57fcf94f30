package org.vezere.linux.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LibcTest {
    @Test
    void errnoComesBackNegative() {
        assertThat(Libc.call(Syscall.CLOSE, -1)).isEqualTo(-9);
    }

    @Test
    void syscallsAndFunctionsOfTheLibraryAgree() {
        long fromKernel = Libc.call(Syscall.GETPID);

        int fromLibrary = CFunction.of("getpid").callInt();

        assertThat(fromKernel)
                .isEqualTo(fromLibrary)
                .isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void missingLibraryAndFunctionAreAbsent() {
        assertThat(CLibrary.load("libdoesnotexist.so.9")).isEmpty();
        assertThat(CFunction.find("no_such_function_anywhere")).isEmpty();
    }
}
