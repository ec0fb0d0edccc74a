package dev.ringo.testkit.simulation;

import java.util.SplittableRandom;

/**
 * What a seed's world is like.
 *
 * @param copies wanted of each chunk
 * @param durablePercent of the nodes keep their stores over a crash
 * @param slowPercent of the messages are late by up to {@code slowMillis}
 * @param persistMillis the longest that persisting an event takes
 * @param idleMillis the longest that a client does nothing once it has its answer
 * @param creators of each chunk, all within {@code creationMillis}
 * @param movesPercent of the times when a copy could be moved for no reason, one is
 * @param faultMillis from one fault to the next, at most
 * @param millis of faults, before all is healed
 * @param sealAfter length of its log from which on a chunk is sealed; 0 if it never is
 */
record Scenario(
    int nodes,
    int chunks,
    int copies,
    int durablePercent,
    int lostPercent,
    int doubledPercent,
    int slowPercent,
    int slowMillis,
    int persistMillis,
    int clients,
    int idleMillis,
    int creators,
    int creationMillis,
    int movesPercent,
    int faultMillis,
    int millis,
    int sealAfter) {

  static Scenario draw(SplittableRandom random, long seed) {
    int nodes = random.nextInt(3, 8);
    return new Scenario(
        nodes,
        random.nextInt(10) < 8 ? 1 : 2,
        random.nextInt(10) < 1 ? random.nextInt(1, 3) : random.nextInt(3, Math.min(nodes, 5) + 1),
        random.nextInt(3) * 50,
        random.nextInt(3) * random.nextInt(1, 10),
        random.nextInt(3) * random.nextInt(1, 10),
        random.nextInt(3) * random.nextInt(1, 8),
        random.nextInt(50, 800),
        random.nextInt(1, 30),
        random.nextInt(1, 4),
        random.nextInt(10) < 7 ? 40 : 1_000,
        random.nextInt(1, 7),
        random.nextInt(10) < 7 ? 20 : random.nextInt(20, 500),
        random.nextInt(10) < 3 ? 60 : 10,
        random.nextInt(10) < 4 ? random.nextInt(5, 40) : random.nextInt(40, 300),
        random.nextInt(600, 2_400),
        sealAfter(new SplittableRandom(~seed)));
  }

  /** Drawn apart, so that the other worlds are as they were without it. */
  private static int sealAfter(SplittableRandom random) {
    return random.nextInt(4) < 1 ? random.nextInt(5, 150) : 0;
  }
}
