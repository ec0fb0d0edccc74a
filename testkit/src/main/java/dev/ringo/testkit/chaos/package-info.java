/**
 * A cluster of processes under load and random faults, and the check that it lost nothing: {@code
 * ./ringo chaos}.
 */
package dev.ringo.testkit.chaos;
