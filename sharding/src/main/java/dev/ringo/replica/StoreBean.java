package dev.ringo.replica;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import dev.ringo.ring.NodeId;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says by JMX what {@link StoreHealth} reports. */
final class StoreBean implements StoreMXBean {

  private static final Logger LOG = LoggerFactory.getLogger(StoreBean.class);

  private final Supplier<StoreHealth.Report> report;

  private StoreBean(Supplier<StoreHealth.Report> report) {
    this.report = report;
  }

  /** Registers the bean of a node until its actor system ends. */
  static void register(ActorSystem<?> system, NodeId node, Map<?, PublishedCopy> published) {
    StoreHealth health = StoreHealth.get(system);
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName name = new ObjectName("dev.ringo:type=Store,node=" + node);
      server.registerMBean(new StoreBean(() -> health.report(published.values())), name);
      Adapter.toClassic(system).registerOnTermination(() -> unregister(server, name));
    } catch (JMException e) {
      LOG.warn("JMX does not take the node's figures: {}", e.toString());
    }
  }

  private static void unregister(MBeanServer server, ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (JMException e) {
      LOG.debug("{} was not registered any more", name);
    }
  }

  @Override
  public String getTrouble() {
    return report.get().trouble().orElse("");
  }

  @Override
  public long getFreeBytes() {
    return report.get().freeBytes();
  }

  @Override
  public long getTotalBytes() {
    return report.get().totalBytes();
  }

  @Override
  public long getMended() {
    return report.get().mended();
  }

  @Override
  public long getDamaged() {
    return report.get().damaged();
  }

  @Override
  public long getDiffering() {
    return report.get().differing();
  }
}
