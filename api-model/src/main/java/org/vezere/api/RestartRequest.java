package org.vezere.api;

import org.vezere.model.StartOptions;
import org.vezere.model.StopOptions;

/// Options of `vzctl restart`, which takes those of stop and start.
public record RestartRequest(StartOptions start, StopOptions stop) {}
