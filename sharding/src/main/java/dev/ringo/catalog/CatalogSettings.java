package dev.ringo.catalog;

import akka.actor.typed.ActorSystem;
import akka.cluster.ddata.ReplicatorSettings;
import com.typesafe.config.Config;
import dev.ringo.cluster.Membership;
import java.time.Duration;
import java.util.Set;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.DurationConverters;

/** {@code ringo.catalog}; the comments in {@code reference.conf} say what each does. */
record CatalogSettings(Duration majorityTimeout, Duration gossipInterval, Duration notifyInterval) {

  static CatalogSettings from(Config catalog) {
    return new CatalogSettings(
        catalog.getDuration("majority-timeout"),
        catalog.getDuration("gossip-interval"),
        catalog.getDuration("notify-interval"));
  }

  /** A replicator of our own: Sharding's and the application's have other needs. */
  ReplicatorSettings replicator(ActorSystem<?> system) {
    return akka.cluster.ddata.typed.javadsl.ReplicatorSettings.create(system)
        .withRole(Membership.STORE_ROLE)
        .withGossipInterval(scala(gossipInterval))
        .withNotifySubscribersInterval(scala(notifyInterval))
        .withDurableKeys(Set.<String>of())
        .withLogDataSizeExceeding(MOST_OF_A_FRAME);
  }

  /** Past this size of a bucket, the log says so. */
  private static final int MOST_OF_A_FRAME = 1024 * 1024;

  private static FiniteDuration scala(Duration duration) {
    return DurationConverters.toScala(duration);
  }
}
