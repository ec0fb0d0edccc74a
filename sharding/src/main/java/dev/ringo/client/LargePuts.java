package dev.ringo.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import dev.ringo.client.Failure.Reason;
import dev.ringo.cluster.ClusterView;
import dev.ringo.domain.Domains;
import dev.ringo.entry.EntryId;
import dev.ringo.replica.LocalCopies;
import dev.ringo.ring.DomainName;
import dev.ringo.value.IncomingValue;
import dev.ringo.value.SpooledValue;
import dev.ringo.value.ValueNodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts of values that are in files of their own, on a node with a disk. For many threads. */
final class LargePuts {

  static final Failure NO_ROOM_HERE =
      new Failure(Reason.FULL, "this node cannot write the value to its disk");

  private static final Logger LOG = LoggerFactory.getLogger(LargePuts.class);

  private final ActorSystem<?> system;
  private final ClusterView view;
  private final LocalCopies local;
  private final Domains domains;
  private final KnownChunks chunks;
  private final ClientSettings settings;
  private final ActorRef<ClientActor.Command> actor;
  private final Executor disk;
  private final AtomicLong count = new AtomicLong();

  LargePuts(
      ActorSystem<?> system,
      Domains domains,
      KnownChunks chunks,
      ClientSettings settings,
      ActorRef<ClientActor.Command> actor) {
    this.system = system;
    this.view = ClusterView.get(system);
    this.local = LocalCopies.get(system);
    this.domains = domains;
    this.chunks = chunks;
    this.settings = settings;
    this.actor = actor;
    disk = system.dispatchers().lookup(DispatcherSelector.fromConfig("ringo.value.dispatcher"));
  }

  static EntryId newId() {
    return EntryId.at(Instant.now().getEpochSecond());
  }

  /** How long values may be. Without a disk, each has to fit into a message. */
  ValueLimits limits() {
    int inline = settings.values().inline();
    return local.values().isPresent() ? settings.values() : new ValueLimits(inline, inline);
  }

  IncomingValue receive() throws IOException {
    return local
        .values()
        .orElseThrow(() -> new IOException("this node has no disk"))
        .files()
        .receive(newId());
  }

  /** Writes a value to a file; empty if that cannot be done. */
  CompletionStage<Optional<SpooledValue>> spool(byte[] value) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Optional.of(spoolNow(value));
          } catch (IOException e) {
            LOG.warn("a value cannot be received: {}", e.toString());
            return Optional.empty();
          }
        },
        disk);
  }

  private SpooledValue spoolNow(byte[] value) throws IOException {
    IncomingValue incoming = receive();
    try {
      incoming.add(ByteBuffer.wrap(value));
      return incoming.finish();
    } catch (IOException e) {
      incoming.drop();
      throw e;
    }
  }

  /**
   * Brings a value to its copies, and then its entry.
   *
   * @param result is completed by the put
   * @return what became of it
   */
  CompletableFuture<PutResult> put(
      DomainName domain,
      SpooledValue value,
      boolean all,
      PendingPut put,
      CompletableFuture<PutResult> result) {
    LargePut.Task task =
        new LargePut.Task(
            domain,
            value.value(),
            view.self().orElseThrow().id(),
            put.deadlineNanos(),
            settings.attemptTimeout());
    system.systemActorOf(
        LargePut.create(
            domains,
            chunks,
            ValueNodes.of(view),
            task,
            () -> actor.tell(new ClientActor.Put(domain, all, put)),
            failure -> result.complete(new PutResult.NotStored(failure))),
        "ringo-large-put-" + count.incrementAndGet(),
        Props.empty());
    return result.whenComplete(
        (outcome, bug) -> {
          // One that may still be stored may be asked for yet.
          if (!(outcome instanceof PutResult.Unknown)) {
            disk.execute(value::delete);
          }
        });
  }
}
