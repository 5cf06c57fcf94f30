package org.vezere.cli.document;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.vezere.cli.option.Option;
import org.vezere.cli.vz.Vz;
import org.vezere.cli.vzctl.Commands;
import org.vezere.cli.vzctl.Usage;
import org.vezere.cli.vzctl.Vzctl;
import org.vezere.cli.vzlist.Vzlist;
import org.vezere.cli.vzquota.Vzquota;

/// Completion for bash. Words are compared by the script itself and never expanded, so that no name of a VE or a file
/// can make the shell do anything.
final class Completion {
    private static final String HEAD = """
            # Completion of vzctl, vzlist, vzquota and vz for bash, made from the tables of the commands.

            # Offers those of the words in $1 that begin as the word at the cursor does.
            _vezere_offer() {
                local - word current=${COMP_WORDS[COMP_CWORD]}
                set -f
                COMPREPLY=()
                for word in $1; do
                    [[ $word == "$current"* ]] && COMPREPLY+=("$word")
                done
            }

            # Offers words for the last element of a list with commas.
            _vezere_offer_list() {
                local - word current=${COMP_WORDS[COMP_CWORD]} before=
                set -f
                [[ $current == *,* ]] && before=${current%,*},
                COMPREPLY=()
                for word in $1; do
                    [[ $before$word == "$current"* ]] && COMPREPLY+=("$before$word")
                done
            }

            _vezere_ves() {
                vzlist -a -H -o ctid 2>/dev/null
                vzlist -a -H -o name 2>/dev/null | grep -v '^-$'
            }

            _vezere_samples() {
                local file
                for file in /etc/vz/conf/ve-*.conf-sample; do
                    file=${file##*/ve-}
                    [[ $file == '*'* ]] || printf '%s\\n' "${file%.conf-sample}"
                done
            }

            _vezere_templates() {
                vz template list 2>/dev/null | awk 'NR > 1 { print $1 }'
            }

            """;

    private final StringBuilder text = new StringBuilder(HEAD);

    private Completion() {}

    /// The script.
    static String bash() {
        Completion completion = new Completion();
        completion.vzctl();
        completion.vzlist();
        completion.vzquota();
        completion.vz();
        return completion.text.toString();
    }

    private void vzctl() {
        List<Usage> usages = Commands.usages();
        List<String> first = new ArrayList<>();
        Vzctl.OPTIONS.forEach(option -> first.addAll(dashed(option)));
        usages.forEach(usage -> first.addAll(usage.names()));
        text.append("""
                _vezere_vzctl() {
                    local at=1 command
                    while [[ ${COMP_WORDS[at]} == --* && $at -lt $COMP_CWORD ]]; do
                        at=$((at + 1))
                    done
                    command=${COMP_WORDS[at]}
                    case $((COMP_CWORD - at)) in
                """);
        text.append("        0) _vezere_offer '")
                .append(String.join(" ", first))
                .append("'; return ;;\n");
        text.append("        1) _vezere_offer \"$(_vezere_ves)\"; return ;;\n    esac\n");
        text.append("    case \"$command ${COMP_WORDS[COMP_CWORD-1]}\" in\n");
        text.append(
                "        'create --ostemplate' | 'set --ostemplate') _vezere_offer \"$(_vezere_templates)\"; return ;;\n");
        text.append(
                "        'create --config' | 'set --applyconfig') _vezere_offer \"$(_vezere_samples)\"; return ;;\n");
        usages.forEach(usage -> values(usage.names(), usage.options(), "_vezere_offer"));
        text.append("    esac\n    case $command in\n");
        usages.forEach(usage -> options(String.join(" | ", usage.names()), usage.options()));
        end("vzctl", "    esac\n");
    }

    private void vzlist() {
        text.append("_vezere_vzlist() {\n    case \"vzlist ${COMP_WORDS[COMP_CWORD-1]}\" in\n");
        values(List.of("vzlist"), Vzlist.OPTIONS, "_vezere_offer_list");
        text.append("    esac\n    if [[ ${COMP_WORDS[COMP_CWORD]} == -* ]]; then\n        _vezere_offer '")
                .append(words(Vzlist.OPTIONS))
                .append("'\n    else\n        _vezere_offer \"$(_vezere_ves)\"\n    fi\n");
        end("vzlist", "");
    }

    private void vzquota() {
        text.append("_vezere_vzquota() {\n    case $COMP_CWORD in\n        1) _vezere_offer '")
                .append(Vzquota.entries().stream().map(Vzquota.Entry::name).collect(Collectors.joining(" ")))
                .append(' ')
                .append(words(Vzquota.OPTIONS))
                .append("'; return ;;\n        2) _vezere_offer \"$(_vezere_ves)\"; return ;;\n    esac\n")
                .append("    case ${COMP_WORDS[1]} in\n");
        Vzquota.entries().forEach(entry -> options(entry.name(), entry.options()));
        end("vzquota", "    esac\n");
    }

    private void vz() {
        text.append("_vezere_vz() {\n    case \"${COMP_WORDS[*]:1:COMP_CWORD-1}\" in\n");
        text.append("        '') _vezere_offer '")
                .append(Vz.entries().stream()
                        .map(entry -> entry.name().split(" ", -1)[0])
                        .distinct()
                        .collect(Collectors.joining(" ")))
                .append(" --help --version' ;;\n");
        Vz.entries().stream()
                .filter(entry -> entry.name().contains(" "))
                .collect(Collectors.groupingBy(
                        entry -> entry.name().split(" ", -1)[0],
                        java.util.TreeMap::new,
                        Collectors.mapping(entry -> entry.name().split(" ", -1)[1], Collectors.joining(" "))))
                .forEach((first, seconds) -> text.append("        '")
                        .append(first)
                        .append("') _vezere_offer '")
                        .append(seconds)
                        .append("' ;;\n"));
        text.append("        'trace start') _vezere_offer \"$(_vezere_ves)\" ;;\n");
        text.append("        'template remove') _vezere_offer \"$(_vezere_templates)\" ;;\n");
        Vz.entries().forEach(entry -> options("'" + entry.name() + "'*", entry.options()));
        end("vz", "    esac\n");
    }

    /// One case per option whose values are known.
    private void values(List<String> commands, List<Option> options, String offer) {
        for (Option option : options) {
            if (option.takesValue() && !option.words().isEmpty()) {
                List<String> patterns = new ArrayList<>();
                for (String command : commands) {
                    dashed(option).forEach(name -> patterns.add("'" + command + " " + name + "'"));
                }
                text.append("        ")
                        .append(String.join(" | ", patterns))
                        .append(") ")
                        .append(offer)
                        .append(" '")
                        .append(String.join(" ", option.words()))
                        .append("'; return ;;\n");
            }
        }
    }

    private void options(String pattern, List<Option> options) {
        text.append("        ")
                .append(pattern)
                .append(") _vezere_offer '")
                .append(words(options))
                .append("' ;;\n");
    }

    private void end(String command, String close) {
        text.append(close)
                .append("}\ncomplete -o default -F _vezere_")
                .append(command)
                .append(' ')
                .append(command)
                .append("\n\n");
    }

    private static String words(List<Option> options) {
        return options.stream().flatMap(option -> dashed(option).stream()).collect(Collectors.joining(" "));
    }

    private static List<String> dashed(Option option) {
        List<String> names = new ArrayList<>();
        option.names().forEach(name -> names.add("--" + name));
        if (option.letter() != 0) {
            names.add("-" + option.letter());
        }
        return names;
    }
}
