package dev.ringo.journal;

import akka.persistence.CapabilityFlag;
import akka.persistence.japi.journal.JavaJournalSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** Akka's suite for journals. */
@RunWith(JUnitRunner.class)
public final class FileJournalTckTest extends JavaJournalSpec {

  private static final long serialVersionUID = 1L;

  public FileJournalTckTest() {
    super(TckConfig.inNewDirectory());
  }

  @Override
  public CapabilityFlag supportsRejectingNonSerializableObjects() {
    return CapabilityFlag.on();
  }

  @Override
  public CapabilityFlag supportsSerialization() {
    return CapabilityFlag.on();
  }

  @Override
  public CapabilityFlag supportsMetadata() {
    return CapabilityFlag.on();
  }
}
