/// Links, addresses, routes and neighbours by rtnetlink, without any program like `ip`.
///
/// Requests are values ([org.vezere.linux.net.NetlinkRequest]) made by [org.vezere.linux.net.Links],
/// [org.vezere.linux.net.Addresses], [org.vezere.linux.net.Routes] and [org.vezere.linux.net.Neighbours];
/// [org.vezere.linux.net.NetlinkSocket] sends many of them in one system call.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.net;
