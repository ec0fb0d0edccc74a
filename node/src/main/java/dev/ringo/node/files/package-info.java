/** Commands that read a node's directory, whether the node runs or not. */
package dev.ringo.node.files;
