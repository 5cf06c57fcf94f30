/// Services that VE0 spreads over VEs: what is declared, what of it answers, and the kernel's rules for it.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.service;
