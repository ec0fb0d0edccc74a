package dev.ringo.ring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The tokens of some nodes, and the arc each serves: from itself up to the next token. A node whose
 * arcs are more than {@value #ARC_BOUND} times its fair share of the ring gives up tokens, its last
 * ones first and the largest node first, to the tokens before them. Its first, its id, it keeps.
 * Nodes are numbered in the order of their ids. Immutable.
 */
final class Tokens {

  static final double ARC_BOUND = 1.35;

  /** Arcs are counted in whole units, so that sums do not depend on their order. */
  private static final int ARC_BITS = 48;

  private record Token(RingPosition position, int node, int number) {
    static final Comparator<Token> ON_THE_RING =
        Comparator.comparing(Token::position)
            .thenComparingInt(Token::number)
            .thenComparingInt(Token::node);

    long unit() {
      return position.high() >>> (Long.SIZE - ARC_BITS);
    }
  }

  private final RingPosition[] positions;
  private final int[] owners;
  private final long[] arcs;

  private Tokens(Token[] tokens, long[] arcs) {
    this.positions = Arrays.stream(tokens).map(Token::position).toArray(RingPosition[]::new);
    this.owners = Arrays.stream(tokens).mapToInt(Token::node).toArray();
    this.arcs = arcs;
  }

  /** The tokens of nodes in the order of their ids, {@code perNode} or fewer each. */
  static Tokens of(List<NodeId> nodes, int perNode) {
    return new Trimming(nodes, perNode).result();
  }

  private static Token token(List<NodeId> nodes, int node, int number) {
    NodeId id = nodes.get(node);
    RingPosition position =
        number == 0
            ? id.position()
            : RingPosition.md5((id + "/" + number).getBytes(StandardCharsets.US_ASCII));
    return new Token(position, node, number);
  }

  /** The part of the ring that a node's tokens serve, 0 to 1. */
  double share(int node) {
    return (double) arcs[node] / (1L << ARC_BITS);
  }

  /**
   * Walks backwards from the token that serves a position, once around the ring, and gives the
   * first node that is wanted; a node is offered once for each of its tokens on the way.
   */
  OptionalInt firstBackwards(RingPosition from, IntPredicate wanted) {
    int found = Arrays.binarySearch(positions, from);
    int at = found >= 0 ? found : Math.floorMod(-found - 2, positions.length);
    for (int i = 0; i < positions.length; i++) {
      int node = owners[at];
      if (wanted.test(node)) {
        return OptionalInt.of(node);
      }
      at = at == 0 ? positions.length - 1 : at - 1;
    }
    return OptionalInt.empty();
  }

  /** All tokens as a linked ring, from which some are taken out. */
  private static final class Trimming {
    private final Token[] tokens;
    private final int[] before;
    private final int[] after;
    private final boolean[] given;
    private final long[] arcs;

    /** Of each node the indexes of the tokens it has, in the order of their numbers. */
    private final List<List<Integer>> kept;

    Trimming(List<NodeId> nodes, int perNode) {
      int count = nodes.size() * perNode;
      tokens =
          IntStream.range(0, count)
              .mapToObj(i -> token(nodes, i / perNode, i % perNode))
              .sorted(Token.ON_THE_RING)
              .toArray(Token[]::new);
      before = IntStream.range(0, count).map(i -> (i + count - 1) % count).toArray();
      after = IntStream.range(0, count).map(i -> (i + 1) % count).toArray();
      given = new boolean[count];
      arcs = new long[nodes.size()];
      kept = new ArrayList<>();
      nodes.forEach(node -> kept.add(new ArrayList<>()));
      IntStream.range(0, count)
          .boxed()
          .sorted(Comparator.comparingInt(i -> tokens[i].number()))
          .forEach(i -> kept.get(tokens[i].node()).add(i));
      for (int i = 0; i < count; i++) {
        arcs[tokens[i].node()] += arc(i);
      }
    }

    private long arc(int token) {
      long length = tokens[after[token]].unit() - tokens[token].unit();
      boolean pastTheEnd = after[token] <= token;
      return pastTheEnd ? length + (1L << ARC_BITS) : length;
    }

    Tokens result() {
      long bound = (long) (ARC_BOUND * (1L << ARC_BITS) / Math.max(1, arcs.length));
      OptionalInt heaviest = heaviestAbove(bound);
      while (heaviest.isPresent()) {
        List<Integer> its = kept.get(heaviest.getAsInt());
        giveUp(its.remove(its.size() - 1));
        heaviest = heaviestAbove(bound);
      }
      Token[] left =
          IntStream.range(0, tokens.length)
              .filter(i -> !given[i])
              .mapToObj(i -> tokens[i])
              .toArray(Token[]::new);
      return new Tokens(left, arcs);
    }

    /** Of the nodes that have tokens to give up. */
    private OptionalInt heaviestAbove(long bound) {
      int heaviest = -1;
      for (int node = 0; node < arcs.length; node++) {
        if (arcs[node] > bound
            && kept.get(node).size() > 1
            && (heaviest < 0 || arcs[node] > arcs[heaviest])) {
          heaviest = node;
        }
      }
      return heaviest < 0 ? OptionalInt.empty() : OptionalInt.of(heaviest);
    }

    private void giveUp(int token) {
      long arc = arc(token);
      arcs[tokens[token].node()] -= arc;
      arcs[tokens[before[token]].node()] += arc;
      after[before[token]] = after[token];
      before[after[token]] = before[token];
      given[token] = true;
    }
  }
}
