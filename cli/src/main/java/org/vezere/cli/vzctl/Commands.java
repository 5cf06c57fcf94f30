package org.vezere.cli.vzctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table of vzctl's commands, in the order of its help.
public final class Commands {
    private static final List<Command> ALL = table();

    private Commands() {}

    /// What all commands are called and take.
    public static List<Usage> usages() {
        return ALL.stream().map(Command::usage).toList();
    }

    static Optional<Command> find(String name) {
        return ALL.stream()
                .filter(command -> command.usage().names().contains(name))
                .findFirst();
    }

    private static List<Command> table() {
        List<Command> table = new ArrayList<>(List.of(
                new Create(),
                new Destroy(),
                new Mount(),
                new Unmount(),
                new Start(),
                new Stop(),
                new Restart(),
                new Status(),
                new Set(),
                Exec.plain(),
                Exec.second(),
                Exec.third(),
                new Enter(),
                new RunScript(),
                new Console(),
                Checkpoint.suspend(),
                Checkpoint.resume()));
        table.addAll(Snapshot.all());
        table.add(new Convert());
        table.add(new Compact());
        table.add(new Quota("quotaon"));
        table.add(new Quota("quotaoff"));
        table.add(new Quota("quotainit"));
        return List.copyOf(table);
    }
}
