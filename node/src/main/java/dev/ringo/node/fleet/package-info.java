/** Several nodes on one host, each a process of its own, started and stopped together. */
package dev.ringo.node.fleet;
