package org.vezere.engine.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vezere.model.ExecRequest;

/// How the words of an exec become programs with arguments and an environment, as the reference has it.
final class CommandLines {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final List<String> SHELLS = List.of("/bin/bash", "/bin/sh");

    private CommandLines() {}

    /// The program of a request.
    static JoinPlan.Program of(ExecRequest request) {
        boolean enter = request.kind() == ExecRequest.Kind.ENTER;
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", PATH);
        environment.put("TERM", "linux");
        environment.put("HOME", enter ? "/root" : "/");
        if (enter) {
            environment.put("HISTFILE", "/dev/null");
            environment.put("USER", "root");
            environment.put("LOGNAME", "root");
        }
        environment.putAll(request.environment());
        return new JoinPlan.Program(
                enter ? "/root" : "/",
                candidates(request),
                environment.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    private static List<JoinPlan.Candidate> candidates(ExecRequest request) {
        return switch (request.kind()) {
            case SHELL -> shells("", List.of("-c", joined(request.words())));
            case SCRIPT -> shells("", List.of());
            case ENTER -> shells("-", List.of());
            case PROGRAM -> programs(request.words());
        };
    }

    private static List<JoinPlan.Candidate> shells(String login, List<String> arguments) {
        return SHELLS.stream()
                .map(shell -> {
                    List<String> all = new ArrayList<>();
                    all.add(login + shell.substring(shell.lastIndexOf('/') + 1));
                    all.addAll(arguments);
                    return new JoinPlan.Candidate(shell, all);
                })
                .toList();
    }

    /// A program without a slash is looked for in the directories of PATH.
    private static List<JoinPlan.Candidate> programs(List<String> words) {
        String program = words.getFirst();
        if (program.contains("/")) {
            return List.of(new JoinPlan.Candidate(program, words));
        }
        List<JoinPlan.Candidate> candidates = new ArrayList<>();
        for (String directory : PATH.split(":", -1)) {
            candidates.add(new JoinPlan.Candidate(directory + "/" + program, words));
        }
        return candidates;
    }

    private static String joined(List<String> words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(line.isEmpty() ? "" : " ").append(word.isEmpty() ? "''" : word);
        }
        return line.toString();
    }
}
