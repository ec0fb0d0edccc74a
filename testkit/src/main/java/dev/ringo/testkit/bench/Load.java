package dev.ringo.testkit.bench;

/** A way to the cluster. */
interface Load extends AutoCloseable {

  /** Makes sure that the domain is there. */
  void create(String domain);

  /** Makes sure that the first keys have a value each. */
  void fill(Work work, long keys);

  /** Works until the measurement is over. */
  void run(Work work, Measurement measurement);

  @Override
  void close();
}
