package org.vezere.cli.vz;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.vezere.api.Codecs;
import org.vezere.cli.option.CommandLine;
import org.vezere.cli.option.Option;
import org.vezere.model.FailureKind;
import org.vezere.model.TemplateBuild;
import org.vezere.model.TemplateInfo;
import org.vezere.model.VezereException;

/// `vz template list`, `build`, `import` and `remove`.
enum Templates implements Verb {
    LIST("list the OS templates in the cache", "") {
        @Override
        public int run(Errand errand) {
            return errand.print(Codecs.TEMPLATES, errand.node().templates(), Templates::table);
        }
    },
    BUILD("build an OS template from its distribution's packages", "NAME") {
        @Override
        public List<Option> options() {
            return List.of(
                    Option.of("from", "BASE", "recipe to build by; without it the one called NAME"),
                    Option.of("include", "PKG[,PKG]...", "further packages"),
                    Option.of("mirror", "URL", "where the packages come from"));
        }

        @Override
        public int run(Errand errand) {
            TemplateBuild build = build(errand.operand(0), errand.line());
            return errand.work(call -> errand.node().buildTemplate(build, call));
        }

        private static TemplateBuild build(String name, CommandLine line) {
            List<String> packages = line.given().stream()
                    .filter(one -> one.option().key().equals("include"))
                    .flatMap(one -> Stream.of(one.value().split(",", -1)))
                    .toList();
            try {
                return new TemplateBuild(name, line.last("from"), packages, line.last("mirror"));
            } catch (IllegalArgumentException e) {
                throw new VezereException(FailureKind.BAD_PARAMETER, String.valueOf(e.getMessage()), e);
            }
        }
    },
    IMPORT("take an archive of a root filesystem into the cache", "FILE") {
        @Override
        public List<Option> options() {
            return List.of(Option.of("name", "NAME", "the template's name (needed)"));
        }

        @Override
        public int run(Errand errand) {
            String name = errand.line()
                    .last("name")
                    .orElseThrow(() -> new VezereException(FailureKind.USAGE, "vz template import needs --name NAME"));
            Path archive = archive(errand);
            return errand.work(call -> errand.node().importTemplate(archive, name, call));
        }

        private Path archive(Errand errand) {
            try {
                return errand.invocation()
                        .directory()
                        .resolve(errand.operand(0))
                        .normalize();
            } catch (InvalidPathException e) {
                throw new VezereException(FailureKind.USAGE, "not a file's name: " + errand.operand(0), e);
            }
        }
    },
    REMOVE("take an OS template out of the cache", "NAME") {
        @Override
        public int run(Errand errand) {
            return errand.work(call -> errand.node().removeTemplate(errand.operand(0), call));
        }
    };

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String summary;
    private final String operand;

    Templates(String summary, String operand) {
        this.summary = summary;
        this.operand = operand;
    }

    @Override
    public String words() {
        return "template " + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public List<String> operands() {
        return operand.isEmpty() ? List.of() : List.of(operand);
    }

    static String table(List<TemplateInfo> templates) {
        if (templates.isEmpty()) {
            return "No OS templates yet: vz template build NAME makes one.\n";
        }
        Columns columns = new Columns().row("NAME", "SIZE", "MODIFIED (UTC)", "VES", "FILE");
        templates.forEach(template -> columns.row(
                template.name(),
                size(template.bytes()),
                MINUTE.format(template.modified()),
                String.valueOf(template.ves()),
                template.file()));
        return columns.print();
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
