package dev.ringo.journal;

import akka.persistence.CapabilityFlag;
import akka.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** Akka's suite for snapshot stores. */
@RunWith(JUnitRunner.class)
public final class FileSnapshotsTckTest extends JavaSnapshotStoreSpec {

  private static final long serialVersionUID = 1L;

  public FileSnapshotsTckTest() {
    super(TckConfig.inNewDirectory());
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
