/** The program: reads the configuration, prepares the virtual nodes and starts them. */
package dev.ringo.node;
