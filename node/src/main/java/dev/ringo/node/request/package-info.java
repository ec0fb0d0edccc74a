/**
 * The commands that talk to a gateway over HTTP. They load as few classes as they can, to be quick.
 */
package dev.ringo.node.request;
