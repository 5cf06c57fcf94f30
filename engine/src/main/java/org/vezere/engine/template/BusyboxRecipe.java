package org.vezere.engine.template;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.vezere.engine.tool.ExternalTool;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

/// The smallest complete system: one static program under many names, an inittab and a handful of text files.
///
/// It boots in milliseconds, which makes it the system of tests, measurements and appliances. The archive's
/// bytes depend on the program alone.
///
/// @param program busybox, linked statically: `/bin/busybox` of Debian's package busybox-static
record BusyboxRecipe(Path program) implements Recipe {
    private static final int DIRECTORY_MODE = 0755;

    /// Programs that would pretend that packages can be installed here, and names that lie elsewhere.
    private static final Set<String> LEFT_OUT =
            Set.of("busybox", "dpkg", "dpkg-deb", "linuxrc", "rpm", "rpm2cpio", "run-init", "[[");

    private static final Map<String, Integer> DIRECTORIES = new TreeMap<>(Map.ofEntries(
            Map.entry("bin", DIRECTORY_MODE),
            Map.entry("dev", DIRECTORY_MODE),
            Map.entry("etc", DIRECTORY_MODE),
            Map.entry("etc/init.d", DIRECTORY_MODE),
            Map.entry("home", DIRECTORY_MODE),
            Map.entry("mnt", DIRECTORY_MODE),
            Map.entry("opt", DIRECTORY_MODE),
            Map.entry("proc", DIRECTORY_MODE),
            Map.entry("root", 0700),
            Map.entry("run", DIRECTORY_MODE),
            Map.entry("sys", DIRECTORY_MODE),
            Map.entry("tmp", 01777),
            Map.entry("usr", DIRECTORY_MODE),
            Map.entry("var", DIRECTORY_MODE),
            Map.entry("var/lib", DIRECTORY_MODE),
            Map.entry("var/log", DIRECTORY_MODE),
            Map.entry("var/spool", DIRECTORY_MODE),
            Map.entry("var/spool/cron", DIRECTORY_MODE),
            Map.entry("var/spool/cron/crontabs", 0700),
            Map.entry("var/tmp", 01777),
            Map.entry("var/www", DIRECTORY_MODE)));

    private static final Map<String, String> LINKS = new TreeMap<>(Map.of(
            "sbin", "bin",
            "usr/bin", "../bin",
            "usr/sbin", "../bin",
            "var/run", "../run"));

    private static final List<TextFile> FILES = List.of(
            new TextFile("bin/chpasswd", "chpasswd", 0755),
            new TextFile("etc/group", "group", 0644),
            new TextFile("etc/hosts", "hosts", 0644),
            new TextFile("etc/init.d/S80httpd", "httpd", 0755),
            new TextFile("etc/init.d/rcK", "rcK", 0755),
            new TextFile("etc/init.d/rcS", "rcS", 0755),
            new TextFile("etc/inittab", "inittab", 0644),
            new TextFile("etc/os-release", "os-release", 0644),
            new TextFile("etc/passwd", "passwd", 0644),
            new TextFile("etc/profile", "profile", 0644),
            new TextFile("etc/shadow", "shadow", 0600),
            new TextFile("etc/shells", "shells", 0644));

    /// @param path in the template
    /// @param resource beside this class, in `busybox`
    private record TextFile(String path, String resource, int mode) {}

    @Override
    public void write(OutputStream archive, Consumer<String> progress) throws IOException {
        requireStatic();
        FileTime time = Files.getLastModifiedTime(program);
        progress.accept("packing " + program);
        // Closing is the caller's: this archive ends, its stream does not.
        TarArchiveOutputStream tar = new TarArchiveOutputStream(archive, "UTF-8");
        for (Map.Entry<String, Integer> directory : DIRECTORIES.entrySet()) {
            put(tar, new TarArchiveEntry("./" + directory.getKey() + "/"), directory.getValue(), time, new byte[0]);
        }
        for (Map.Entry<String, String> link : LINKS.entrySet()) {
            putLink(tar, link.getKey(), link.getValue(), time);
        }
        put(tar, new TarArchiveEntry("./bin/busybox"), 0755, time, Files.readAllBytes(program));
        for (String applet : applets()) {
            putLink(tar, "bin/" + applet, "busybox", time);
        }
        for (TextFile file : FILES) {
            String text = ConfinedTar.resource("busybox/" + file.resource());
            put(tar, new TarArchiveEntry("./" + file.path()), file.mode(), time, text.getBytes(StandardCharsets.UTF_8));
        }
        tar.finish();
    }

    private void requireStatic() throws IOException {
        if (!Files.isRegularFile(program)) {
            throw new VezereException(
                    FailureKind.SYSTEM,
                    "OS template busybox cannot be built: " + program + " is missing; "
                            + "install the package busybox-static");
        }
        if (ElfProgram.needsInterpreter(program)) {
            throw new VezereException(
                    FailureKind.SYSTEM,
                    "OS template busybox cannot be built: " + program + " is linked dynamically; "
                            + "install the package busybox-static");
        }
    }

    private Set<String> applets() {
        Set<String> applets = new TreeSet<>();
        ExternalTool.of(program.toString(), "--list").telling(applets::add).run();
        applets.removeAll(LEFT_OUT);
        FILES.forEach(file -> applets.remove(file.path().replaceFirst("^bin/", "")));
        if (!applets.contains("init") || !applets.contains("sh")) {
            throw new VezereException(
                    FailureKind.SYSTEM, "OS template busybox cannot be built: " + program + " has no init or no sh");
        }
        return applets;
    }

    private static void putLink(TarArchiveOutputStream tar, String path, String target, FileTime time)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("./" + path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        put(tar, entry, 0777, time, new byte[0]);
    }

    private static void put(
            TarArchiveOutputStream tar, TarArchiveEntry entry, int permissions, FileTime time, byte[] content)
            throws IOException {
        entry.setMode(permissions);
        entry.setModTime(time);
        entry.setIds(0, 0);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
