package dev.ringo.node.start;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A host and a port, written {@code host:port}, or {@code [host]:port} if the host is an IPv6
 * address.
 */
public record Endpoint(String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([^\\[\\]]+)\\]|([^:\\[\\]\\s]+)):(\\d{1,5})");
  private static final int LAST_PORT = 65_535;

  /** Reads the written form; anything else is an {@link IllegalArgumentException}. */
  public static Endpoint parse(String text) {
    Matcher matcher = FORM.matcher(text);
    int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : 0;
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address: it takes HOST:PORT, the port from 1 to " + LAST_PORT);
    }
    return new Endpoint(matcher.group(1) != null ? matcher.group(1) : matcher.group(2), port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** Reads an endpoint from the command line. */
  public static final class Converter implements ITypeConverter<Endpoint> {

    @Override
    public Endpoint convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads a port from the command line; 0 lets the system choose one. */
  public static final class PortConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= LAST_PORT) {
        return Integer.valueOf(text);
      }
      throw new TypeConversionException("'" + text + "' is not a port: it takes 0 to " + LAST_PORT);
    }
  }
}
