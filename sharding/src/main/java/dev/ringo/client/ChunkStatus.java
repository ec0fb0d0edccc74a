package dev.ringo.client;

import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeName;

/**
 * A copy of a chunk on a node.
 *
 * @param open takes the chunk more entries?
 * @param copies how many are in force, as this copy knows it
 * @param copiesWanted how many the ring wants: fewer than the domain's if it has fewer nodes
 * @param counts is this one of them? Else it is being filled, or about to be dropped
 * @param wanted does the ring want a copy on this node?
 * @param owner is the chunk's owner on this node, and serves?
 * @param ownerWanted does the ring want the owner on this node?
 * @param entries in its log that are user data
 * @param bytes of these entries
 * @param epoch number of the ownership that it follows
 * @param last index of its log
 * @param behind entries that were committed and that it does not have yet
 */
public record ChunkStatus(
    ChunkId chunk,
    DomainName domain,
    NodeName node,
    long number,
    boolean open,
    int copies,
    int copiesWanted,
    boolean counts,
    boolean wanted,
    boolean owner,
    boolean ownerWanted,
    long entries,
    long bytes,
    long epoch,
    long last,
    long behind) {}
