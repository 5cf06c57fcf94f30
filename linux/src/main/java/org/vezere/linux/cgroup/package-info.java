/// Control groups of a kernel in any of its three fashions: v1 hierarchies, one unified v2 hierarchy, or both at
/// once (`man 7 cgroups`, kernel documents `admin-guide/cgroup-v1` and `admin-guide/cgroup-v2.rst`).
///
/// [org.vezere.linux.cgroup.CgroupHierarchies] finds what is mounted, [org.vezere.linux.cgroup.CgroupTree] is a
/// subtree of our own, [org.vezere.linux.cgroup.Cgroup] one group in it, the same in all hierarchies.
@org.jspecify.annotations.NullMarked
package org.vezere.linux.cgroup;
