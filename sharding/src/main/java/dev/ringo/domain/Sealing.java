package dev.ringo.domain;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.ringo.catalog.Catalog;
import dev.ringo.catalog.CatalogEntry;
import dev.ringo.domain.DomainEntity.CreateDomain;
import dev.ringo.domain.DomainEntity.CreateReply;
import dev.ringo.domain.DomainEntity.CreateStatus;
import dev.ringo.replication.ChunkInfo;
import dev.ringo.replication.Ownership;
import java.time.Duration;

/**
 * Seals an owner's chunk when it is full, and has the next one made.
 *
 * <pre>
 *   open ──full──> sealed ──committed──> next chunk made ──noted in the log, committed──> closed
 * </pre>
 *
 * So there is a next chunk only if this one takes nothing any more, writers are sent there only if
 * the log says so, and an owner that finds that in the log never makes it again: its copies may
 * only be away.
 */
final class Sealing {

  private static final Duration ASK_AGAIN = Duration.ofMillis(300);

  private final ActorContext<DomainEntity.Command> context;
  private final ChunkInfo info;
  private final Ownership ownership;
  private final long chunkBytes;
  private final Catalog catalog;
  private final ActorRef<CreateReply> onCreated;
  private long bytes;
  private long askNanos = System.nanoTime();

  /**
   * For an ownership that begins.
   *
   * @param chunkBytes of user data from which on a chunk is full
   */
  Sealing(
      ActorContext<DomainEntity.Command> context,
      ChunkInfo info,
      Ownership ownership,
      long chunkBytes) {
    this.context = context;
    this.info = info;
    this.ownership = ownership;
    this.chunkBytes = chunkBytes;
    this.catalog = Catalog.get(context.getSystem());
    this.onCreated = context.messageAdapter(CreateReply.class, DomainEntity.NextChunk::new);
  }

  /** The log was taken over with so many bytes of user data. */
  void loaded(long already) {
    bytes = already;
  }

  void appended(long more) {
    bytes += more;
    // A domain has a next chunk only if this one was sealed: the seal was lost with most copies.
    if (!ownership.isSealed() && isListed()) {
      ownership.seal();
    }
    advance();
  }

  /** To be called when something was committed, and now and then; the owner serves. */
  void advance() {
    if (!ownership.isSealed() && bytes >= chunkBytes) {
      ownership.seal();
    }
    if (ownership.isSealCommitted() && !ownership.hasNext()) {
      if (isListed()) {
        ownership.next();
      } else if (System.nanoTime() - askNanos >= 0) {
        askNanos = System.nanoTime() + ASK_AGAIN.toNanos();
        context
            .getLog()
            .debug("{} of {} is full: chunk {} follows", info.id(), info.domain(), next().number());
        Domains.get(context.getSystem()).tell(new CreateDomain(0, next(), onCreated));
      }
    }
  }

  private boolean isListed() {
    return catalog
        .find(info.domain())
        .filter(entry -> entry.chunks() > next().number())
        .isPresent();
  }

  /** With the number of the domain's creation, so that whoever repeats this makes no other one. */
  private ChunkInfo next() {
    return new ChunkInfo(
        info.domain(),
        info.number() + 1,
        info.replicas(),
        info.keycache(),
        info.noindex(),
        info.creation());
  }

  /** An answer to what was asked for; another one is asked for again. */
  void created(CreateReply reply) {
    boolean isThere = reply.status() != CreateStatus.UNAVAILABLE;
    if (isThere && ownership.isSealCommitted()) {
      ownership.next();
    }
  }

  /** Do puts have to wait for the next chunk? */
  boolean awaitsNext() {
    return ownership.isSealed() && !ownership.isClosed();
  }

  /** How many chunks the domain has at least. */
  long chunks() {
    if (!ownership.isClosed()) {
      return info.number() + 1;
    }
    long listed = catalog.find(info.domain()).map(CatalogEntry::chunks).orElse(0L);
    return Math.max(info.number() + 2, listed);
  }
}
