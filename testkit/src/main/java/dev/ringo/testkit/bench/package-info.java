/** Benchmarks of a running cluster, through HTTP and through the actor-level client. */
package dev.ringo.testkit.bench;
