package org.vezere.linux.process;

import java.util.ArrayList;
import java.util.List;
import org.vezere.linux.Fd;
import org.vezere.linux.KernelException;
import org.vezere.linux.ffi.Block;
import org.vezere.linux.ffi.Layouts.Cmsghdr;
import org.vezere.linux.ffi.Layouts.Iovec;
import org.vezere.linux.ffi.Layouts.Msghdr;
import org.vezere.linux.ffi.Libc;
import org.vezere.linux.ffi.Scratch;
import org.vezere.linux.ffi.Syscall;

/// Messages with open files over Unix sockets: `SCM_RIGHTS`, `unix(7)`.
final class DescriptorPassing {
    /// The most files that one message brings here.
    static final int MOST_FILES = 16;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CTRUNC = 8;
    private static final int HEAD = 16;

    private DescriptorPassing() {}

    /// What was received.
    static final class Message {
        private final byte[] bytes;
        private final List<Fd> files;

        Message(byte[] bytes, List<Fd> files) {
            this.bytes = bytes;
            this.files = files;
        }

        /// Empty at the end of the stream.
        byte[] bytes() {
            return bytes;
        }

        /// They belong to the receiver.
        List<Fd> files() {
            return files;
        }

        /// The only file.
        ///
        /// @throws IllegalStateException when there are none or several; they are closed
        Fd onlyFile(String what) {
            if (files.size() != 1) {
                closeFiles();
                throw new IllegalStateException(what + " came with " + files.size() + " open files instead of one");
            }
            return files.getFirst();
        }

        void closeFiles() {
            files.forEach(Fd::close);
        }
    }

    static void send(Fd socket, byte[] bytes, List<Fd> files) {
        try (Scratch scratch = Scratch.open()) {
            int length = HEAD + 4 * files.size();
            Block control = scratch.block(HEAD + 4L * MOST_FILES);
            Cmsghdr.LEN.put(control, length);
            Cmsghdr.LEVEL.put(control, SOL_SOCKET);
            Cmsghdr.TYPE.put(control, SCM_RIGHTS);
            for (int i = 0; i < files.size(); i++) {
                control.putU32(HEAD + 4L * i, files.get(i).number());
            }
            Block message = message(scratch, scratch.bytes(bytes), control);
            if (files.isEmpty()) {
                Msghdr.CONTROL.put(message, 0);
            }
            Msghdr.CONTROLLEN.put(message, files.isEmpty() ? 0 : length + 7 & ~7);
            long sent = Libc.call(Syscall.SENDMSG, socket.number(), message.address(), MSG_NOSIGNAL);
            KernelException.check(sent, "sendmsg", () -> bytes.length + " bytes and " + files.size() + " open files");
        }
    }

    static Message receive(Fd socket, int most) {
        try (Scratch scratch = Scratch.open()) {
            Block bytes = scratch.block(most);
            Block control = scratch.block(HEAD + 4L * MOST_FILES);
            Block message = message(scratch, bytes, control);
            long received = Libc.call(Syscall.RECVMSG, socket.number(), message.address(), MSG_CMSG_CLOEXEC);
            KernelException.check(received, "recvmsg", socket::toString);
            Message result = new Message(bytes.bytes(0, (int) received), files(message, control));
            if ((Msghdr.FLAGS.get(message) & MSG_CTRUNC) != 0) {
                result.closeFiles();
                throw new KernelException("recvmsg", "more open files than can be taken", 24);
            }
            return result;
        }
    }

    private static Block message(Scratch scratch, Block bytes, Block control) {
        Block vector = scratch.block(Iovec.STRUCT);
        Iovec.BASE.put(vector, bytes.address());
        Iovec.LEN.put(vector, bytes.size());
        Block message = scratch.block(Msghdr.STRUCT);
        Msghdr.IOV.put(message, vector.address());
        Msghdr.IOVLEN.put(message, 1);
        Msghdr.CONTROL.put(message, control.address());
        Msghdr.CONTROLLEN.put(message, control.size());
        return message;
    }

    private static List<Fd> files(Block message, Block control) {
        long length = Msghdr.CONTROLLEN.get(message);
        List<Fd> files = new ArrayList<>();
        long at = 0;
        while (at + HEAD <= length) {
            long size = Cmsghdr.LEN.getAt(control, at);
            if (size < HEAD || at + size > length) {
                break;
            }
            if (Cmsghdr.LEVEL.getAt(control, at) == SOL_SOCKET && Cmsghdr.TYPE.getAt(control, at) == SCM_RIGHTS) {
                for (long file = at + HEAD; file + 4 <= at + size; file += 4) {
                    files.add(new Fd(control.i32(file)));
                }
            }
            at += size + 7 & ~7L;
        }
        return List.copyOf(files);
    }
}
