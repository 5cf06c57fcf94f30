package org.vezere.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateBuildTest {
    @Test
    void isMadeByTheRecipeOfItsNameUnlessAnotherIsGiven() {
        assertThat(TemplateBuild.of("debian-12").recipe()).isEqualTo("debian-12");
        assertThat(new TemplateBuild("web", Optional.of("debian-12"), List.of(), Optional.empty()).recipe())
                .isEqualTo("debian-12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx-light", "g++", "libc6.1", "0ad", "libstdc++6", "python3.11-minimal", "r2"})
    void takesNamesOfPackages(String name) {
        assertThat(with(name).packages()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "Nginx",
                "nginx-",
                "-nginx",
                "+x",
                ".x",
                "nginx=1.2",
                "nginx/sid",
                "nginx:i386",
                "a b",
                "a,b",
                "?essential",
                "task^",
                "./x.deb",
                "nginx\n",
                "nginx*",
                "nginxé"
            })
    void refusesWhatIsNoPackage(String name) {
        assertThatThrownBy(() -> with(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Bad package name \"")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void shortensWhatIsMuchTooLong() {
        assertThatThrownBy(() -> with("x".repeat(5000))).message().hasSizeLessThan(400);
    }

    @Test
    void namesAPackageOnce() {
        TemplateBuild build =
                new TemplateBuild("web", Optional.empty(), List.of("nginx", "curl", "nginx"), Optional.empty());

        assertThat(build.packages()).containsExactly("nginx", "curl");
    }

    private static TemplateBuild with(String name) {
        return new TemplateBuild("web", Optional.of("debian-12"), List.of(name), Optional.empty());
    }
}
