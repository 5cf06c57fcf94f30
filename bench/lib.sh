# What the benchmarks share: surroundings of their own, a look for leftovers, statistics. Sourced, never run.
#
# A benchmark sets `program` (its name) and `home` (the checkout), reads its options, then calls surroundings and begin.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with who sources this
export LC_ALL=C
page=$home/docs/performance.md

fail() {
    echo "$program: $*" >&2
    exit 1
}

# number OPTION VALUE
number() {
    [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || fail "$1 is a number from 1, not \"$2\""
}

# need PACKAGE...: installs the Debian packages that are not there.
need() {
    local package missing=()
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} != 0 ] || return 0
    echo "$program: installing ${missing[*]}" >&2
    {
        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}"
    } >/dev/null || fail "apt-get could not install ${missing[*]}"
}

# surroundings SCRIPT ARGUMENT...: starts the script anew in a mount and a network namespace of its own, unless it is
# there already.
surroundings() {
    [ -z "${VEZERE_BENCH_INSIDE-}" ] || return 0
    VEZERE_BENCH_INSIDE=yes exec unshare --mount --net --propagation private "$@"
}

# begin: a temporary directory, a node of its own in it, names of cgroups, and clean_up at the end however that comes.
begin() {
    load=$(cut -d' ' -f1 /proc/loadavg)
    work=$(mktemp -d "/var/tmp/vezere-$program.XXXXXX")
    # Ids of containers, which are not root here, pass through.
    chmod 711 "$work"
    node=$work/node
    log=$work/log
    # The cgroups of peers, and those that vzd names after its prefix.
    group=vezere-$program-$$
    vezere_group=vezere-$(printf %s "$node" | sha256sum | cut -c1-8)
    export VEZERE_PREFIX=$node
    export PATH=$home/bin:$PATH
    # Nobody else's vzd is asked and nobody else's cgroup is removed, whatever the caller's environment says.
    unset VEZERE_BENCH_INSIDE
    trap clean_up EXIT
    trap 'exit 130' INT TERM
    ip link set lo up
    # As `vz setup` leaves it; without, each start would warn.
    echo 1 >/proc/sys/net/ipv4/ip_forward
    echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
    # LXC and runc keep things in /run for ever.
    mount -t tmpfs -o mode=755 "$program" /run
}

# One line for everything of this run that still exists. Makes no process of its own that it could find.
left_behind() {
    local pid
    for pid in /proc/[0-9]*; do
        if [ "$pid" != /proc/$$ ] && [ "$pid/ns/net" -ef /proc/$$/ns/net ]; then
            echo "process ${pid#/proc/}: $(tr '\0' ' ' 2>/dev/null <"$pid/cmdline")"
        fi
    done
    find /sys/fs/cgroup -mindepth 1 -maxdepth 2 -type d \( -name "$group" -o -name "$vezere_group" \)
    losetup --list --noheadings --output NAME,BACK-FILE | grep -F "$work/"
    ip -oneline link show | grep -v ': lo:'
    awk -v work="$work/" 'index($5, work) == 1 { print "mount " $5 }' /proc/self/mountinfo
    find /run/vezere-ids -type f ! -name lock 2>/dev/null
}

# Removes one group of this run, by its whole name, at the top of each hierarchy; what has processes stays and is told.
remove_groups() {
    local directory
    [[ $1 =~ ^vezere-($program-[0-9]+|[0-9a-f]{8})$ ]] || fail "not a group of this run: \"$1\""
    for directory in /sys/fs/cgroup/"$1" /sys/fs/cgroup/*/"$1"; do
        [ ! -d "$directory" ] || find "$directory" -depth -type d -exec rmdir {} \; 2>/dev/null
    done
}

# stop_vzd NODE
stop_vzd() {
    local pid
    pid=$(cat "$1/run/vezere/vzd.pid" 2>/dev/null) || return 0
    kill "$pid" 2>/dev/null || return 0
    for _ in {1..100}; do
        [ -d "/proc/$pid" ] || return 0
        sleep 0.05
    done
    echo "$program: vzd ($pid) does not end" >&2
    return 1
}

# Functions that a benchmark wants called before all else is looked at; what they cannot remove is told as left behind.
clean_ups=()
clean_up() {
    local code=$? task
    set +e
    trap - EXIT
    [ $code = 0 ] || [ ! -s "$log" ] || tail -n 20 "$log" >&2
    for task in "${clean_ups[@]}"; do
        "$task" || code=1
    done
    stop_vzd "$node" || code=1
    remove_groups "$group"
    remove_groups "$vezere_group"
    # A link that was deleted goes a moment later: after the kernel's next grace period.
    for _ in {1..50}; do
        left_behind >"$work/left"
        [ -s "$work/left" ] || break
        sleep 0.1
    done
    if [ -s "$work/left" ]; then
        echo "$program: left behind:" >&2
        head -n 40 "$work/left" >&2
        code=1
    fi
    umount -R /var/lib/lxc 2>/dev/null
    umount -R /run 2>/dev/null
    rm -rf --one-file-system "$work" || code=1
    exit $code
}

# template_with_network NAME [--from BASE ...]: builds a template where the network is, unless VEZERE_CACHE has it.
template_with_network() {
    local cache=${VEZERE_CACHE:-/var/cache/vezere}/templates
    [ -d "$home/target/lib" ] || fail "nothing is built yet; run $home/build first"
    [ ! -e "$cache/$1.tar.zst" ] || return 0
    echo "$program: building the template $1" >&2
    (
        builder=$(mktemp -d /var/tmp/vezere-template.XXXXXX)
        trap 'stop_vzd "$builder"; rm -rf --one-file-system "$builder"' EXIT
        export VEZERE_PREFIX=$builder
        "$home/bin/vz" template build "$@" >"$builder/log" 2>&1 || { tail -n 20 "$builder/log" >&2 && exit 1; }
        mkdir -p "$cache"
        mv "$builder/vz/template/cache/$1.tar.zst" "$cache/"
    ) || fail "vz template build $* failed"
}

# template NAME: puts a template into the node's cache, built once and kept in VEZERE_CACHE.
template() {
    local cache=${VEZERE_CACHE:-/var/cache/vezere}/templates
    [ -d "$home/target/lib" ] || fail "nothing is built yet; run $home/build first"
    mkdir -p "$cache" "$node/vz/template/cache"
    if [ ! -e "$cache/$1.tar.zst" ]; then
        vz template build "$1" >>"$log" 2>&1 || fail "vz template build $1 failed"
        cp "$node/vz/template/cache/$1.tar.zst" "$cache/"
    fi
    cp "$cache/$1.tar.zst" "$node/vz/template/cache/"
}

# Median and the value that nine of ten do not exceed, for each key of lines "NUMBER KEY" on standard input:
# lines "KEY|MEDIAN|NINE OF TEN|ONE OF TEN", in the order in which the keys came.
summary() {
    awk '
        {
            number = $1
            sub(/^[^ ]* /, "")
            if (!($0 in count)) key[++keys] = $0
            value[$0, ++count[$0]] = number + 0
        }
        END {
            for (k = 1; k <= keys; k++) {
                n = count[key[k]]
                for (i = 1; i <= n; i++) {
                    v = value[key[k], i]
                    for (j = i - 1; j >= 1 && list[j] > v; j--) list[j + 1] = list[j]
                    list[j + 1] = v
                }
                printf "%s|%.3f|%.3f|%.3f\n", key[k], (list[int((n + 1) / 2)] + list[int(n / 2) + 1]) / 2, \
                    list[int((9 * n + 9) / 10)], list[int((n + 9) / 10)]
            }
        }'
}

# The first line of figures: what they belong to.
machine() {
    local commit java
    commit=$(git -C "$home" rev-parse --short HEAD 2>/dev/null) || commit=unknown
    java=$("$home/bin/vzd" --which-java) || java=
    printf '%s cores (%s), %s GiB, kernel %s, %s, Java %s; %s; commit %s; %s; load before %s\n' "$(nproc)" \
        "$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)" \
        "$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" "$(uname -r)" \
        "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" \
        "$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "${java%/bin/java}/release")" "$1" "$commit" "$(date -u +%Y-%m-%d)" \
        "$load"
}

# write_section REPORT: puts a file between the page's lines <!-- bench/PROGRAM --> and <!-- end of bench/PROGRAM -->.
write_section() {
    grep -q "^<!-- bench/$program -->\$" "$page" || fail "$page has no line <!-- bench/$program -->"
    awk -v report="$1" -v program="$program" '
        $0 == "<!-- end of bench/" program " -->" { inside = 0 }
        !inside { print }
        $0 == "<!-- bench/" program " -->" {
            inside = 1
            while ((getline line < report) > 0) print line
        }' "$page" >"$work/page"
    cat "$work/page" >"$page"
    echo "$program: written into $page" >&2
}
