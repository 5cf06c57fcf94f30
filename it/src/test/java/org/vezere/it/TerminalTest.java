package org.vezere.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// `enter` and `console` on a real terminal, made by `script`.
class TerminalTest {
    private static Box box;

    @BeforeAll
    static void startVe() {
        box = Box.with("busybox");
        box.runningBusybox(201);
    }

    @AfterAll
    static void removeNode() {
        box.close();
    }

    @Test
    void enterGivesAShellOnATerminalOfTheVe() {
        Result result = box.sh("(sleep 1; printf 'tty; hostname; stty size; exit 7\\n'; sleep 1) |"
                + " script -qec 'stty rows 33 cols 99; vzctl enter 201' /dev/null");

        assertThat(result.out()).contains("entered into CT 201", "/dev/pts/", "33 99", "exited from CT 201");
    }

    @Test
    void enterTypesTheWordsOfItsOption() {
        Result result = box.sh(
                "(sleep 1; printf 'exit\\n'; sleep 1) | script -qec 'vzctl enter 201 --exec echo typed' /dev/null");

        assertThat(result.out()).contains("typed");
    }

    @Test
    void theConsoleKeepsWhatWasWrittenBeforeAnybodyLooked() {
        box.vzctl("exec", "201", "echo told the console > /dev/console").ok();

        Result result = box.sh("(sleep 1; printf '\\033.'; sleep 1) | script -qec 'vzctl console 201' /dev/null");

        assertThat(result.out())
                .contains("Attached to CT 201 (ESC . to detach)", "told the console", "Detached from CT 201");
    }

    @Test
    @DisplayName("K16: the console is there after vzd died")
    void theConsoleIsThereAfterVzdDied() {
        box.vzctl("exec", "201", "echo before the death > /dev/console").ok();

        box.killVzd();

        Result result = box.sh("(sleep 2; printf '\\033.'; sleep 1) | script -qec 'vzctl console 201' /dev/null");
        assertThat(result.out()).contains("before the death");
        box.vzctl("exec", "201", "true").ok();
    }
}
