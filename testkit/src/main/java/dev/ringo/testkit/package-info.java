/** Clusters in a test, with faults to inject and histories to check. */
package dev.ringo.testkit;
