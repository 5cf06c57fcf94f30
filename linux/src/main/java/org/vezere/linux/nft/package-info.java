/// Packet filter rules through libnftables, the library behind the program `nft`.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.nft;
