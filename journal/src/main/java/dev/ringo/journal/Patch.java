package dev.ringo.journal;

/**
 * Bytes of a file to be put in the place of others that are damaged.
 *
 * @param before what is there: if it is not any more, nothing is written
 * @param after as many
 */
public record Patch(long place, byte[] before, byte[] after) {

  public Patch {
    if (before.length != after.length) {
      throw new IllegalArgumentException(before.length + " bytes by " + after.length);
    }
  }
}
