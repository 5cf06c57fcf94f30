package org.vezere.linux.loop;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vezere.linux.Errno;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.KernelFile;
import org.vezere.linux.OpenFile;
import org.vezere.linux.OpenFlag;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.LoopConfig;
import org.vezere.linux.ffi.Layouts.LoopInfo;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.SmallFiles;
import org.vezere.linux.ffi.Syscall;

/// A file as a block device, `loop(4)`.
///
/// The kernel detaches it by itself when its last user goes: this descriptor, or a filesystem that is mounted
/// from it. So
/// nothing is left over, whoever dies.
public final class LoopDevice implements AutoCloseable {
    private static final int MAJOR = 7;
    private static final int TRIES = 50;
    private static final int BLOCK_SIZE = 4096;
    private static final long LOOP_SET_CAPACITY = 0x4C07;
    private static final long LOOP_GET_STATUS64 = 0x4C05;
    private static final long LOOP_SET_DIRECT_IO = 0x4C08;
    private static final long LOOP_CONFIGURE = 0x4C0A;
    private static final long LOOP_CTL_GET_FREE = 0x4C82;
    private static final int READ_ONLY = 1;
    private static final int AUTOCLEAR = 4;
    private static final int DIRECT_IO = 16;
    private static final int S_IFBLK = 0060000;

    private final Fd device;
    private final int number;

    private LoopDevice(Fd device, int number) {
        this.device = device;
        this.number = number;
    }

    /// What a device is attached to.
    ///
    /// @param file the beginning of the backing file's path, at most 63 bytes, as it was when it was attached
    /// @param inode of the backing file
    public record Status(String file, long inode, boolean readOnly, boolean autoclear, boolean directIo) {}

    /// Attaches a file to a free device. The block size is 4096, the filesystem's own.
    ///
    /// @param image open for reading and writing, or for reading only if `readOnly`; may be closed afterwards
    /// @param name of the file, for people who look at the device's status
    /// @param directIo the file is read and written past VE0's page cache
    /// @throws KernelException when there is no free device or the file is not of a kind that can be attached
    public static LoopDevice attach(Fd image, String name, boolean readOnly, boolean directIo) {
        try (Fd control = OpenFile.at("/dev/loop-control", OpenFlag.RDWR)) {
            for (int i = 0; ; i++) {
                int number = (int) KernelException.check(
                        Libc.call(Syscall.IOCTL, control.number(), LOOP_CTL_GET_FREE),
                        "ioctl",
                        () -> "LOOP_CTL_GET_FREE");
                Fd device = open(number, readOnly);
                long result = configure(device, image, name, readOnly, directIo);
                if (result == 0) {
                    return new LoopDevice(device, number);
                }
                device.close();
                // Somebody else took the free device between our two calls.
                if (result != -Errno.EBUSY.number() || i >= TRIES) {
                    throw new KernelException(
                            "ioctl", "LOOP_CONFIGURE, /dev/loop" + number + ", " + name, (int) -result);
                }
            }
        }
    }

    /// Opens a device that is attached already.
    ///
    /// @throws KernelException when there is none of this number
    public static LoopDevice at(int number) {
        return new LoopDevice(open(number, false), number);
    }

    /// The devices whose backing file is this one.
    ///
    /// @param image absolute path, without links
    public static List<Integer> attachedTo(Path image) {
        List<Integer> numbers = new ArrayList<>();
        String wanted = image.toString();
        String[] names = Path.of("/sys/block").toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (name.startsWith("loop")
                    && backingFile(name).filter(wanted::equals).isPresent()) {
                numbers.add(Integer.parseInt(name, 4, name.length(), 10));
            }
        }
        numbers.sort(null);
        return numbers;
    }

    /// The device's number: 3 for `/dev/loop3`.
    public int number() {
        return number;
    }

    /// The device's path.
    public String path() {
        return "/dev/loop" + number;
    }

    /// The path to mount it by, which holds even where `/dev` lacks the node.
    public String procPath() {
        return device.procPath();
    }

    /// The open device.
    public Fd descriptor() {
        return device;
    }

    /// What it is attached to.
    ///
    /// @throws KernelException ENXIO when it is attached to nothing
    public Status status() {
        try (Scratch scratch = Scratch.open()) {
            Block info = scratch.block(LoopInfo.STRUCT);
            ioctl(LOOP_GET_STATUS64, info.address(), "LOOP_GET_STATUS64");
            long flags = LoopInfo.FLAGS.get(info);
            return new Status(
                    info.string(LoopInfo.FILE_NAME.offset()),
                    LoopInfo.INODE.get(info),
                    (flags & READ_ONLY) != 0,
                    (flags & AUTOCLEAR) != 0,
                    (flags & DIRECT_IO) != 0);
        }
    }

    /// Takes over a new size of the file.
    public void updateSize() {
        ioctl(LOOP_SET_CAPACITY, 0, "LOOP_SET_CAPACITY");
    }

    /// Chooses between VE0's page cache and direct I/O.
    ///
    /// @throws KernelException EINVAL when the file's filesystem can't do direct I/O
    public void useDirectIo(boolean direct) {
        ioctl(LOOP_SET_DIRECT_IO, direct ? 1 : 0, "LOOP_SET_DIRECT_IO");
    }

    @Override
    public void close() {
        device.close();
    }

    @Override
    public String toString() {
        return path();
    }

    private void ioctl(long request, long argument, String words) {
        KernelException.check(
                Libc.call(Syscall.IOCTL, device.number(), request, argument), "ioctl", () -> words + ", " + path());
    }

    private static Optional<String> backingFile(String name) {
        try {
            return Optional.of(
                    KernelFile.read("/sys/block/" + name + "/loop/backing_file").strip());
        } catch (KernelException detached) {
            return Optional.empty();
        }
    }

    private static Fd open(int number, boolean readOnly) {
        String path = "/dev/loop" + number;
        if (!Files.exists(Path.of(path))) {
            makeNode(path, number);
        }
        return readOnly ? OpenFile.at(path) : OpenFile.at(path, OpenFlag.RDWR);
    }

    /// Where no udev and no devtmpfs makes nodes.
    private static void makeNode(String path, int number) {
        try (Scratch scratch = Scratch.open()) {
            long device = (long) MAJOR << 8 | (number & 0xff) | (long) (number & ~0xff) << 12;
            long result = Libc.call(
                    Syscall.MKNODAT, SmallFiles.AT_FDCWD, scratch.string(path).address(), S_IFBLK | 0600, device);
            if (result != -Errno.EEXIST.number()) {
                KernelException.check(result, "mknod", () -> path + ", block 7:" + number);
            }
        }
    }

    private static long configure(Fd device, Fd image, String name, boolean readOnly, boolean directIo) {
        try (Scratch scratch = Scratch.open()) {
            Block config = scratch.block(LoopConfig.STRUCT);
            int info = LoopConfig.INFO.offset();
            LoopConfig.FD.put(config, image.number());
            LoopConfig.BLOCK_SIZE.put(config, BLOCK_SIZE);
            LoopInfo.FLAGS.putAt(config, info, AUTOCLEAR | (readOnly ? READ_ONLY : 0) | (directIo ? DIRECT_IO : 0));
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            byte[] shortened = Arrays.copyOf(bytes, Math.min(bytes.length, LoopInfo.FILE_NAME.width() - 1));
            config.put(info + LoopInfo.FILE_NAME.offset(), shortened, 0, shortened.length);
            return Libc.call(Syscall.IOCTL, device.number(), LOOP_CONFIGURE, config.address());
        }
    }
}
