/**
 * The replication core in a world made of one seed: nodes that crash and lose their stores, a
 * network that cuts and doubles, owners that fight, and a checker that looks after every step.
 */
package dev.ringo.testkit.simulation;
