package dev.ringo.value;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import dev.ringo.cluster.ClusterView;
import dev.ringo.ring.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The values in files of a node that keeps its copies on disk.
 *
 * @param files where they are
 * @param host who gives them out, and gets them
 */
public record LocalValues(ValueFiles files, ActorRef<ValueHost.Command> host) {

  /**
   * Starts to give out and get values, in the journal's directory, which is open already.
   *
   * @param names what the entries of a chunk name
   * @throws UncheckedIOException if its directory cannot be used
   */
  public static LocalValues start(ActorSystem<?> system, NodeId self, Leftovers.Names names) {
    Config ringo = system.settings().config().getConfig("ringo");
    ValueFiles files = new ValueFiles(Path.of(ringo.getString("journal.directory")));
    try {
      files.clearIncoming();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ActorRef<ValueHost.Command> host =
        system.systemActorOf(
            ValueHost.create(
                self,
                files,
                ValueNodes.of(ClusterView.get(system)),
                ringo.getInt("value.pulls-at-once"),
                new Leftovers(names)),
            ValueHost.NAME,
            ValueHost.props());
    return new LocalValues(files, host);
  }
}
