/**
 * Histories of what clients did and were answered, and checkers which say whether a store that
 * keeps its promises can have answered so. Pure code: it checks other stores as well.
 */
package dev.ringo.testkit.history;
