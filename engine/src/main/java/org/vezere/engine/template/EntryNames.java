package org.vezere.engine.template;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/// A set of names that stays small: 16 bytes a name at most, where a `HashSet` of strings takes more than 100
/// and a hostile archive of 10^6 long names would empty the heap of the whole node.
///
/// Only a salted 64-bit digest of each name is kept. A name that is in the set is always found; one that isn't
/// is taken for known with a probability below 10^-7 in an archive of 10^6 entries, which at worst refuses that
/// archive.
final class EntryNames {
    private static final int SMALLEST = 1 << 10;

    private final MessageDigest digest = Digest.sha256();
    private final byte[] salt = new byte[16];
    private long[] table = new long[SMALLEST];
    private int count;

    EntryNames() {
        new SecureRandom().nextBytes(salt);
    }

    /// Adds a name; false when it was there.
    boolean add(String name) {
        if (count * 2 >= table.length) {
            grow();
        }
        boolean added = put(table, key(name));
        count += added ? 1 : 0;
        return added;
    }

    boolean contains(String name) {
        long key = key(name);
        int slot = slot(table, key);
        return table[slot] == key;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        for (long key : table) {
            if (key != 0) {
                put(larger, key);
            }
        }
        table = larger;
    }

    private static boolean put(long[] table, long key) {
        int slot = slot(table, key);
        boolean free = table[slot] == 0;
        table[slot] = key;
        return free;
    }

    private static int slot(long[] table, long key) {
        int mask = table.length - 1;
        int slot = (int) (key >>> 32) & mask;
        while (table[slot] != 0 && table[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /// Never 0, which marks a free slot.
    private long key(String name) {
        digest.update(salt);
        long key = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return key == 0 ? 1 : key;
    }
}
