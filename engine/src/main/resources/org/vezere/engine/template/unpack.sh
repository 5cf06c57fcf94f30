# Unpacks a tar archive from standard input into a directory, with nothing else of the machine in reach.
#
# Runs in a mount namespace of its own. Arguments: an empty directory for the new root, the directory to fill, and
# further options for tar. The new root holds the machine's programs, read-only, and the directory to fill; so a link
# in the archive, whatever its target, can only lead into one of these two. tar keeps the capabilities that it needs
# to set owners, modes and file capabilities; it can make no device nodes. (Anybody may make overlay's whiteouts,
# character devices 0:0; the check of the headers refuses those as well.)
jail=$1
tree=$2
shift 2

mount -t tmpfs -o size=64k,mode=0700 jail "$jail"
mkdir "$jail/usr" "$jail/tree"
mount --bind /usr "$jail/usr"
mount -o remount,bind,ro "$jail/usr"
mount --bind "$tree" "$jail/tree"
for directory in bin sbin lib lib32 lib64; do
    if [ -L "/$directory" ]; then
        cp -P "/$directory" "$jail/$directory"
    elif [ -d "/$directory" ]; then
        mkdir "$jail/$directory"
        mount --bind "/$directory" "$jail/$directory"
        mount -o remount,bind,ro "$jail/$directory"
    fi
done
mount -o remount,ro "$jail"

exec chroot "$jail" setpriv --inh-caps=-all --ambient-caps=-all \
    --bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+setfcap \
    tar --extract --directory=/tree --numeric-owner --same-owner --same-permissions \
    --xattrs --xattrs-include='*' --acls --sparse --warning=no-timestamp "$@"
