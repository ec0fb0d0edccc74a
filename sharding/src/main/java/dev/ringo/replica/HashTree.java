package dev.ringo.replica;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hashes over ranges of a log, by which two copies find out in which ranges they differ without
 * sending the log: a leaf for each 1,024 entries, and nodes of 16 below each other up to one root
 * (Merkle, 1987). Pure and immutable.
 *
 * <pre>
 *   level 2                     root
 *   level 1        node 0      node 1     ...      over 16 of the level below
 *   level 0   leaf 0 .. leaf 15 | leaf 16 ..       over 1,024 entries; the last one may have fewer
 * </pre>
 */
final class HashTree {

  /** Entries in a leaf. */
  static final int LEAF = 1024;

  /** Nodes below a node. */
  static final int FANOUT = 16;

  /** Bytes of a hash. */
  static final int HASH_BYTES = 16;

  /** A node; the leaves have level 0. */
  record Node(int level, int number) {}

  private final List<List<byte[]>> levels = new ArrayList<>();

  private HashTree(List<byte[]> leaves) {
    levels.add(List.copyOf(leaves));
    while (top().size() > 1) {
      levels.add(above(top()));
    }
  }

  /** The tree over some leaves, in their order. */
  static HashTree of(List<byte[]> leaves) {
    return new HashTree(leaves);
  }

  private List<byte[]> top() {
    return levels.get(levels.size() - 1);
  }

  private static List<byte[]> above(List<byte[]> level) {
    List<byte[]> nodes = new ArrayList<>();
    for (int from = 0; from < level.size(); from += FANOUT) {
      MessageDigest digest = digest();
      level.subList(from, Math.min(level.size(), from + FANOUT)).forEach(digest::update);
      nodes.add(hash(digest));
    }
    return nodes;
  }

  /** What the hashes are made with. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has it", e);
    }
  }

  /** The hash of what a digest was given. */
  static byte[] hash(MessageDigest digest) {
    return Arrays.copyOf(digest.digest(), HASH_BYTES);
  }

  /** How many leaves a log of so many entries has. */
  static int leavesOf(long entries) {
    return (int) ((entries + LEAF - 1) / LEAF);
  }

  int leaves() {
    return levels.get(0).size();
  }

  /** The hash of all; none of an empty log. */
  List<byte[]> root() {
    return top();
  }

  /** The node of all. */
  Node top(int level) {
    return new Node(levels.size() - 1 + level, 0);
  }

  /** The hashes right below a node; that of the root below {@code top(1)}. */
  List<byte[]> below(Node node) {
    List<byte[]> level =
        node.level() < 1 || node.level() > levels.size() ? List.of() : levels.get(node.level() - 1);
    long from = (long) node.number() * FANOUT;
    return node.number() < 0 || from >= level.size()
        ? List.of()
        : level.subList((int) from, (int) Math.min(level.size(), from + FANOUT));
  }

  /**
   * The nodes right below a node whose hashes are not those of another tree over as many leaves.
   *
   * @param others what the other one has {@link #below} that node
   */
  List<Node> differing(Node node, List<byte[]> others) {
    List<byte[]> own = below(node);
    List<Node> differing = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      if (i >= others.size() || !Arrays.equals(own.get(i), others.get(i))) {
        differing.add(new Node(node.level() - 1, node.number() * FANOUT + i));
      }
    }
    return differing;
  }
}
