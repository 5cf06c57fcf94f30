/// Vezere as its users meet it: whole nodes, each under a prefix of its own, with real VEs.
///
/// These tests run as root inside a network and mount namespace of their own; `./check` sees to that.
package org.vezere.it;
