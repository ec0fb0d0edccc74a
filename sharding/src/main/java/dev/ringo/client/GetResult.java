package dev.ringo.client;

import dev.ringo.ring.DomainName;
import java.util.List;
import java.util.Optional;

/** The outcome of a get. */
public sealed interface GetResult {

  /**
   * The values of the key in the order of their acknowledgement, none if it has none.
   *
   * @param more present if there are more values than one answer carries; {@link RingoClient#next}
   *     gets them
   */
  record Found(List<Value> values, Optional<Cursor> more) implements GetResult {

    public Found {
      values = List.copyOf(values);
    }
  }

  record GetFailed(Failure failure) implements GetResult {}

  /** Where a long get goes on: it sees what the first answer saw. */
  final class Cursor {
    final DomainName domain;
    final byte[] key;
    final GetOptions options;
    final long from;
    final long upTo;

    Cursor(DomainName domain, byte[] key, GetOptions options, long from, long upTo) {
      this.domain = domain;
      this.key = key;
      this.options = options;
      this.from = from;
      this.upTo = upTo;
    }
  }
}
