package dev.ringo.replica;

import dev.ringo.ring.NodeId;

/** What a node keeps its copies in; a store that loses its contents is another one afterwards. */
record NodeStore(NodeId node, long id) {}
