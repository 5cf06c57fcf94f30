package org.vezere.model;

/// Why a command failed, with the reference's exit code and words.
///
/// The exit status of vzctl, the body of an API error and the metrics share this table. `%s` is filled by the failure's
/// detail.
public enum FailureKind {
    UBC(1, "Unable to set UBC parameters: %s"),
    CPU(2, "Unable to set CPU parameters: %s"),
    SYSTEM(3, "%s"),
    CANNOT_LOCK(3, "Unable to lock container: %s"),
    NO_NODE(5, "%s"),
    NO_RESOURCES(6, "Not enough resources: %s"),
    START_FAILED(7, "Container start failed: %s"),
    COMMAND_FAILED(8, "%s"),
    LOCKED(9, "%s\nContainer already locked"),
    NO_GLOBAL_CONFIG(10, "Global configuration file %s not found"),
    NO_SCRIPT(11, "Script not found: %s"),
    NO_PERMISSION(12, "%s"),
    CAPABILITY(13, "Unable to set capability: %s"),
    NO_CONFIG(14, "Container config file does not exist"),
    TIMEOUT(15, "%s"),
    USAGE(20, "%s"),
    BAD_CTID(21, "Bad CT ID %s"),
    BAD_PARAMETER(21, "%s"),
    NO_VE_ROOT(22, "VE_ROOT is not set"),
    NO_VE_PRIVATE(23, "VE_PRIVATE is not set"),
    NO_TEMPLATE_DIR(24, "TEMPLATE is not set"),
    MISSING_PARAMETERS(27, "%s"),
    MISSING_UBC(28, "Error: required UB parameter %s not set"),
    NO_OSTEMPLATE(29, "OS template is not specified"),
    NOT_RUNNING(31, "Container is not running"),
    RUNNING(32, "%s"),
    CANNOT_STOP(33, "Unable to stop container%s"),
    CANNOT_ADD_ADDRESS(34, "%s"),
    INVALID(35, "%s"),
    NOT_MOUNTED(40, "CT is not mounted"),
    MOUNTED(41, "%s"),
    NO_PRIVATE(43, "Container private area %s does not exist"),
    PRIVATE_EXISTS(44, "Private area already exists in %s"),
    NO_SPACE(46, "%s"),
    BAD_TEMPLATE(47, "%s"),
    CANNOT_CREATE_PRIVATE(48, "%s"),
    CANNOT_CREATE_ROOT(49, "Cannot create mount point %s"),
    CANNOT_MOUNT(50, "Cannot mount: %s"),
    CANNOT_UNMOUNT(51, "Cannot unmount: %s"),
    CANNOT_DELETE(52, "Cannot delete the private area: %s"),
    BAD_LAYOUT(53, "%s"),
    CANNOT_MAKE_DIRECTORY(54, "%s"),
    SET_QUOTA(62, "%s"),
    NO_DISKSPACE(63, "DISKSPACE is not set"),
    NO_DISKINODES(64, "DISKINODES is not set"),
    BAD_HOSTNAME(70, "%s"),
    BAD_ADDRESS(71, "%s"),
    BAD_NAMESERVER(72, "%s"),
    BAD_SEARCHDOMAIN(73, "%s"),
    PASSWORD(74, "Password change failed: %s"),
    NO_LOCKDIR(77, "LOCKDIR is not set"),
    ADDRESS_IN_USE(78, "%s"),
    ACTION_SCRIPT(79, "%s"),
    NO_SAMPLE(82, "Sample config %s not found"),
    SAMPLE_NOT_APPLICABLE(82, "%s"),
    BAD_CONFIG(85, "%s"),
    DEVICES(86, "%s"),
    ADDRESS_NOT_AVAILABLE(89, "%s"),
    NO_OSTEMPLATE_FILE(91, "Cached OS template %s not found"),
    NO_SUCH_LAYOUT(99, "%s"),
    NETDEV(104, "%s"),
    DISABLED(105, "Container start disabled"),
    NETFILTER(106, "%s"),
    NO_DIST_CONFIG(107, "%s"),
    NO_DIST_SCRIPT(108, "%s"),
    APPLY_SAMPLE(109, "Sample config file not found: %s"),
    VETH(130, "%s"),
    NAME(131, "%s"),
    WAIT(133, "%s"),
    SAVE_CONFIG(139, "Unable to save configuration file %s"),
    IO_PARAMETERS(148, "%s"),
    NO_IMAGE(150, "%s"),
    CREATE_IMAGE(151, "%s"),
    MOUNT_IMAGE(152, "%s"),
    UNMOUNT_IMAGE(153, "%s"),
    RESIZE_IMAGE(154, "%s");

    private final int exitCode;
    private final String format;

    FailureKind(int exitCode, String format) {
        this.exitCode = exitCode;
        this.format = format;
    }

    /// The exit status of `vzctl`.
    public int exitCode() {
        return exitCode;
    }

    String text(String detail) {
        return format.contains("%s") ? String.format(format, detail) : format;
    }
}
