/**
 * Values in files of their own: how they get to a node, from node to node, and to who reads them.
 */
package dev.ringo.value;
