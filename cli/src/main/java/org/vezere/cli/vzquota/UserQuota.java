package org.vezere.cli.vzquota;

import java.util.List;
import org.vezere.cli.option.Option;

/// `vzquota setlimit2` and `reload2`: quotas of users and groups inside, which images do not have.
final class UserQuota implements QuotaCommand {
    private final String name;

    UserQuota(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return "refused: there are no quotas of users and groups";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.of("uid", 'u', "UID", "the user"),
                Option.of("gid", 'g', "GID", "the group"),
                Option.flag("time", 't', "grace times"),
                Option.of("config", 'c', "FILE", "the quota file"));
    }

    @Override
    public int run(QuotaRequest request) {
        request.ve();
        throw new QuotaException(QuotaException.UGID_INACTIVE, "user/group quota is inactive for id " + request.ctid());
    }
}
