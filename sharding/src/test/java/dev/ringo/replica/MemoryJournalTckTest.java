package dev.ringo.replica;

import akka.persistence.CapabilityFlag;
import akka.persistence.japi.journal.JavaJournalSpec;
import com.typesafe.config.ConfigFactory;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** Akka's suite for journals. Nothing is serialized in memory. */
@RunWith(JUnitRunner.class)
public final class MemoryJournalTckTest extends JavaJournalSpec {

  private static final long serialVersionUID = 1L;

  public MemoryJournalTckTest() {
    super(
        ConfigFactory.parseString(
                "akka.actor.provider = local, akka.persistence.journal.plugin = "
                    + MemoryJournal.ID)
            .withFallback(ConfigFactory.load()));
  }

  @Override
  public CapabilityFlag supportsRejectingNonSerializableObjects() {
    return CapabilityFlag.off();
  }

  @Override
  public CapabilityFlag supportsSerialization() {
    return CapabilityFlag.off();
  }

  @Override
  public CapabilityFlag supportsMetadata() {
    return CapabilityFlag.on();
  }
}
