/**
 * Clusters in a test, whose nodes are killed, stopped and cut off from each other: {@link
 * dev.ringo.testkit.harness.LocalHarness} runs them as actor systems in the test's own JVM, {@link
 * dev.ringo.testkit.harness.ProcessHarness} as processes. See docs/testing.md.
 */
package dev.ringo.testkit.harness;
