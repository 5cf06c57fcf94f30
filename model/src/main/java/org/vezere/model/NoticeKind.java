package org.vezere.model;

import java.util.List;

/// The lines that commands print while they work. Scripts parse them: texts and order are contracts.
///
/// The level is the reference's: below 0 goes to standard error, 0 to standard output, above 0 is seen with
/// `--verbose` only.
public enum NoticeKind {
    STARTING(0, "Starting container..."),
    MOUNTED(0, "Container is mounted"),
    UNMOUNTED(0, "Container is unmounted"),
    ALREADY_MOUNTED(-1, "Container is already mounted"),
    ADDING_ADDRESSES(0, "Adding IP address(es): %s"),
    DELETING_ADDRESSES(0, "Deleting IP address(es): %s"),
    DELETING_ALL_ADDRESSES(0, "Deleting all IP address(es): %s"),
    SETTING_CPU_LIMIT(0, "Setting CPU limit: %s"),
    SETTING_CPU_UNITS(0, "Setting CPU units: %s"),
    SETTING_CPUS(0, "Setting CPUs: %s"),
    SETTING_DEVICES(0, "Setting devices"),
    SETTING_IOLIMIT(0, "Setting iolimit: %s"),
    SETTING_IOPSLIMIT(0, "Setting iopslimit: %s"),
    UBC_SET(0, "UB limits were set successfully"),
    CONFIGURE_VETH(0, "Configure veth devices: %s "),
    DELETING_VETH(0, "Deleting veth devices: %s "),
    START_IN_PROGRESS(0, "Container start in progress..."),
    START_WAITING(0, "Container start in progress, waiting ..."),
    STARTED(0, "Container started successfully"),
    WAIT_FAILED(0, "Container wait failed"),
    WAIT_TIMED_OUT(0, "Container wait failed - timeout expired"),
    STOPPING(0, "Stopping container ..."),
    KILLING(0, "Killing container ..."),
    STOPPED(0, "Container was stopped"),
    NOT_RUNNING_TO_STOP(-1, "Unable to stop: container is not running"),
    RESTARTING(0, "Restarting container"),
    CREATING(0, "Creating container private area (%s)"),
    POST_CREATE(0, "Performing postcreate actions"),
    CONFIG_SAVED(0, "CT configuration saved to %s"),
    CONFIG_UNCHANGED(0, "No changes in CT configuration, not saving"),
    CREATED(0, "Container private area was created"),
    CREATE_FAILED(-1, "Creation of container private area failed"),
    DESTROYING(0, "Destroying container private area: %s"),
    DESTROYED(0, "Container private area was destroyed"),
    NAME_ASSIGNED(0, "Name %s assigned"),
    NOT_SAVED_RUNNING(
            0, "WARNING: Settings were not saved to config and will be lost after CT restart (use --save flag)"),
    NOT_SAVED_STOPPED(0, "WARNING: Settings were not saved to config (use --save flag)"),
    CONFIG_NOT_FOUND(0, "WARNING: %s not found"),
    SAMPLE_NOT_APPLIED(0, "Warning: configuration file for distribution %s not found, sample is not applied"),
    IPV6_DISABLED(0, "WARNING: IPv6 support is disabled"),
    NEEDS_RESTART(
            -1,
            "WARNING: Some of the parameters could not be applied to a running container.\n"
                    + "\tPlease consider using --setmode option"),
    ONLY_COUNTED(1, "%s is counted, not enforced, by this kernel"),
    STALE_LOCK(0, "Removing stale lock file %s"),
    WARNING(0, "WARNING: %s"),
    CONFIG_WARNING(-1, "%s"),
    PROGRESS(0, "%s"),
    DETAIL(1, "%s");

    private final int level;
    private final String format;

    NoticeKind(int level, String format) {
        this.level = level;
        this.format = format;
    }

    /// Where and when the line is shown.
    public int level() {
        return level;
    }

    String text(List<String> arguments) {
        return arguments.isEmpty() ? format : String.format(format, arguments.toArray());
    }
}
