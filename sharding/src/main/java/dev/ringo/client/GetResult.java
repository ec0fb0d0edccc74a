package dev.ringo.client;

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
    private final List<ReadRequest> rest;

    /**
     * @param rest what is left to read, in this order; not empty
     */
    Cursor(List<ReadRequest> rest) {
      this.rest = List.copyOf(rest);
    }

    List<ReadRequest> rest() {
      return rest;
    }
  }
}
