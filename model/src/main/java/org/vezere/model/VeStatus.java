package org.vezere.model;

/// What `vzctl status` tells.
///
/// @param exists both the config and the private area are there
/// @param mounted the VE's files are mounted, by a running VE or by `vzctl mount`
/// @param running its init lives
/// @param suspended it is stopped and a dump of it waits to be restored
public record VeStatus(Ctid ctid, boolean exists, boolean mounted, boolean running, boolean suspended) {}
