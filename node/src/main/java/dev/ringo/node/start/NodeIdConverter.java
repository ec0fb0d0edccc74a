package dev.ringo.node.start;

import dev.ringo.ring.NodeId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a node id from the command line. */
public final class NodeIdConverter implements ITypeConverter<NodeId> {

  @Override
  public NodeId convert(String text) {
    try {
      return NodeId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
