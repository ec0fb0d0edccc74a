package dev.ringo.node.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ringo.node.CommandFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The gateway's JSON, as lists, maps, strings and so on. The parser alone loads much quicker than
 * data binding does.
 */
final class Reply {

  private Reply() {}

  /** What follows the "ok" of a reply to a create or a put; a reply with "error" is a failure. */
  static List<?> ok(String json) {
    List<?> reply = list(parse(json));
    if (!reply.isEmpty() && "ok".equals(reply.get(0))) {
      return reply.subList(1, reply.size());
    }
    throw CommandFailure.failed(
        reply.size() > 1 && "error".equals(reply.get(0)) ? String.valueOf(reply.get(1)) : json);
  }

  /**
   * The words of an error: the text itself unless it is JSON, a string or an object with a message.
   */
  static String message(String error) {
    if (error.startsWith("\"")) {
      return String.valueOf(parse(error));
    }
    return error.startsWith("{") ? String.valueOf(map(parse(error)).get("message")) : error;
  }

  static List<?> list(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw unexpected(String.valueOf(value));
  }

  static Map<?, ?> map(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw unexpected(String.valueOf(value));
  }

  static Object parse(String json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return read(parser);
    } catch (IOException e) {
      throw unexpected(json);
    }
  }

  private static Object read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(read(parser));
      }
      return list;
    }
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> map = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        map.put(name, read(parser));
      }
      return map;
    }
    if (token == null) {
      throw new IOException("the text ends too early");
    }
    return parser.getText();
  }

  private static CommandFailure unexpected(String json) {
    String start = json.length() > 200 ? json.substring(0, 200) + "..." : json;
    return CommandFailure.failed("this is not the reply of a Ringo gateway: " + start);
  }
}
