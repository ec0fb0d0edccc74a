package dev.ringo.client;

import dev.ringo.entry.EntryId;
import dev.ringo.ring.ChunkId;
import dev.ringo.ring.NodeName;

/** The outcome of a put. */
public sealed interface PutResult {

  /** The entry is stored at as many copies as were asked for, exactly once. */
  record Stored(NodeName owner, ChunkId chunk, EntryId entry) implements PutResult {}

  /** The entry is not stored and never will be. */
  record NotStored(Failure failure) implements PutResult {}

  /** The deadline passed, or the answer was lost: the entry may be stored, now or later, or not. */
  record Unknown(String message) implements PutResult {}
}
