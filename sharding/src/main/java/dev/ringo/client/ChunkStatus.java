package dev.ringo.client;

import dev.ringo.ring.ChunkId;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeName;

/**
 * A copy of a chunk on a node.
 *
 * @param copies how many are in force, as this copy knows it
 * @param entries in its log that are user data
 * @param bytes of these entries
 * @param open takes the chunk more entries?
 */
public record ChunkStatus(
    ChunkId chunk,
    DomainName domain,
    NodeName node,
    long number,
    boolean open,
    int copies,
    long entries,
    long bytes) {}
