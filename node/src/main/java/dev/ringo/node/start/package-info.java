/** One node: its start, what it is ready for, and its end. */
package dev.ringo.node.start;
