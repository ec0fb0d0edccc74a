/**
 * Quick and sure knowledge of processes that ended: a port that refuses connections is nobody's any
 * more. What it is good for is removal without a wait; who may write is for the epochs to say.
 */
package dev.ringo.death;
