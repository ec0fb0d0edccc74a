/**
 * What a node is configured with: the defaults, what the command line changes, and what is allowed.
 */
package dev.ringo.node.settings;
