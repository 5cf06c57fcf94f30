/// `vz doctor`: what the running kernel can do for VEs, what is lost where it cannot, and how many VEs fit.
@org.jspecify.annotations.NullMarked
package org.vezere.engine.doctor;
