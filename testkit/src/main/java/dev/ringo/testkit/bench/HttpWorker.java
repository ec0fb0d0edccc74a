package dev.ringo.testkit.bench;

import dev.ringo.node.CommandFailure;
import dev.ringo.testkit.bench.HttpConnection.Answer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection and what is sent over it; when it breaks, the next gateway is tried. */
final class HttpWorker implements Closeable {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MOST_LETTERS = 60;
  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");

  private final List<Gateway> gateways;
  private int next;
  private HttpConnection connection;

  HttpWorker(List<Gateway> gateways, int number) {
    this.gateways = gateways;
    this.next = number;
  }

  /** Sends one request and measures it. */
  void work(Work work, Measurement measurement) {
    String path = "/mon/data/" + work.domain() + "/" + work.nextKey();
    try {
      HttpConnection open = connection();
      long began = System.nanoTime();
      Answer answer = work.put() ? open.post(path, work.value()) : open.get(path);
      if (work.put() ? isOk(answer) : isValue(answer, work.value().length)) {
        measurement.success(began);
      } else {
        measurement.failure(kindOf(answer));
      }
    } catch (IOException e) {
      measurement.failure("connection: " + e.getMessage());
      moveOn();
    }
  }

  /** Puts a key's value unless it is there. */
  void fill(Work work, String key, int tries) {
    String path = "/mon/data/" + work.domain() + "/" + key;
    try {
      Answer there = connection().get(path + "?single");
      if (there.status() == 200 && there.body().length == work.value().length) {
        return;
      }
    } catch (IOException e) {
      moveOn();
    }
    Answer answer = untilAnswered(path, tries, work.value());
    if (!isOk(answer)) {
      throw CommandFailure.failed("a value cannot be put: " + kindOf(answer));
    }
  }

  /** Posts until there is an answer other than "busy". */
  Answer untilAnswered(String path, int tries, byte... body) {
    String why = "";
    for (int i = 0; i < tries; i++) {
      try {
        Answer answer = connection().post(path, body);
        if (answer.status() != 503 && answer.status() != 408) {
          return answer;
        }
        why = kindOf(answer);
        LockSupport.parkNanos(PAUSE);
      } catch (IOException e) {
        why = e.getMessage();
        moveOn();
      }
    }
    throw CommandFailure.failed("no answer from " + gateways + ": " + why);
  }

  private HttpConnection connection() throws IOException {
    if (connection == null || connection.ended()) {
      close();
      connection = gateways.get(next % gateways.size()).connect();
    }
    return connection;
  }

  private void moveOn() {
    close();
    next++;
    LockSupport.parkNanos(PAUSE);
  }

  static boolean isOk(Answer answer) {
    byte[] body = answer.body();
    return answer.status() == 200 && body.length > 4 && body[2] == 'o' && body[3] == 'k';
  }

  /** At least one whole value: {@code <length> ok <bytes>}. */
  private static boolean isValue(Answer answer, int length) {
    String head = length + " ok ";
    byte[] body = answer.body();
    return answer.status() == 200
        && body.length >= head.length() + length
        && new String(body, 0, head.length(), StandardCharsets.ISO_8859_1).equals(head);
  }

  private static String kindOf(Answer answer) {
    String text = answer.text();
    Matcher code = CODE.matcher(text);
    String words =
        code.find() ? code.group(1) : text.substring(0, Math.min(text.length(), MOST_LETTERS));
    return answer.status() + " " + (words.isEmpty() ? "empty" : words);
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (IOException e) {
      // It is given up anyway.
    }
    connection = null;
  }
}
