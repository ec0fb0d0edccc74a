package dev.ringo.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawRequestURI;
import dev.ringo.client.CreateOptions;
import dev.ringo.client.GetOptions;
import dev.ringo.client.PutOptions;
import dev.ringo.entry.Frame;
import dev.ringo.http.GatewaySettings.Timeouts;
import dev.ringo.http.Operation.Refused;
import dev.ringo.ring.DomainName;
import dev.ringo.ring.NodeName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads what a request asks for off its method, target and headers. The target is taken as it was
 * sent, since names and keys are bytes: each segment of the path is percent-decoded once, whatever
 * it then contains.
 */
final class Operations {

  private static final String DATA = "/mon/data";
  private static final String RING_NODES = "/mon/ring/nodes";
  private static final String COPIES_ON_NODE = "/mon/domains/node";
  private static final String COPIES_OF_DOMAIN = "/mon/domains/domain";
  private static final String LEAVE = "/mon/ring/leave";
  private static final String SCRUB = "/mon/ring/scrub";
  private static final String COMMAND = "Ringo-Command";
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private final Timeouts timeouts;

  Operations(Timeouts timeouts) {
    this.timeouts = timeouts;
  }

  Operation of(HttpRequest request) {
    String target = originForm(rawTarget(request));
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    Parameters parameters = new Parameters(question < 0 ? "" : target.substring(question + 1));
    Operation operation =
        path.equals(DATA) || path.startsWith(DATA + "/")
            ? data(request, path, parameters)
            : monitoring(request, path, parameters);
    return parameters.refusal().<Operation>map(Refused::new).orElse(operation);
  }

  /** A HEAD is a GET whose body is left out at the end. */
  private static boolean isGet(HttpRequest request) {
    return request.method() == HttpMethods.GET || request.method() == HttpMethods.HEAD;
  }

  private static String rawTarget(HttpRequest request) {
    return request.getHeader(RawRequestURI.class).map(RawRequestURI::uri).orElseThrow();
  }

  /** The target without scheme and authority, which only requests to a proxy ought to have. */
  private static String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int authority = target.indexOf("://");
    int path = authority < 0 ? -1 : target.indexOf('/', authority + "://".length());
    return path < 0 ? "/" : target.substring(path);
  }

  private Operation data(HttpRequest request, String path, Parameters parameters) {
    boolean post = request.method() == HttpMethods.POST;
    if (!post && !isGet(request)) {
      return new Refused(Replies.wrongMethod(HttpMethods.GET, HttpMethods.HEAD, HttpMethods.POST));
    }
    if (!post && path.equals(DATA)) {
      return new Operation.ListDomains(
          parameters.timeout(timeouts.monitoring(), timeouts.longest()));
    }
    String rest = path.substring(Math.min(path.length(), DATA.length() + 1));
    int slash = rest.indexOf('/');
    String domainPart = slash < 0 ? rest : rest.substring(0, slash);
    if (domainPart.isEmpty()) {
      return new Refused(Replies.INVALID_REQUEST);
    }
    Optional<String> domain = PercentEncoding.decodeLatin1(domainPart);
    if (domain.isEmpty()) {
      return badEscape("the domain's name");
    }
    if (domain.get().length() > DomainName.MAX_BYTES) {
      return domainTooLong(domain.get());
    }
    DomainName name = new DomainName(domain.get());
    if (slash < 0) {
      return post ? create(name, parameters) : new Refused(Replies.INVALID_REQUEST);
    }
    return keyed(request, name, rest.substring(slash + 1), parameters);
  }

  private Operation create(DomainName domain, Parameters parameters) {
    if (!parameters.flag("create")) {
      return new Refused(Replies.CREATE_FLAG_MISSING);
    }
    CreateOptions options =
        new CreateOptions(
            parameters.replicas(),
            parameters.flag("keycache"),
            parameters.flag("noindex"),
            parameters.timeout(timeouts.create(), timeouts.longest()));
    return new Operation.Create(domain, options);
  }

  private Operation keyed(
      HttpRequest request, DomainName domain, String keyPart, Parameters parameters) {
    if (keyPart.isEmpty() || keyPart.indexOf('/') >= 0) {
      return new Refused(Replies.INVALID_REQUEST);
    }
    Optional<byte[]> key = PercentEncoding.decode(keyPart);
    if (key.isEmpty()) {
      return badEscape("the key");
    }
    if (key.get().length > Frame.MAX_KEY_BYTES) {
      return new Refused(Replies.KEY_TOO_LARGE);
    }
    return request.method() == HttpMethods.POST
        ? put(request, domain, new Operation.Key(key.get()), parameters)
        : get(request, domain, new Operation.Key(key.get()), parameters);
  }

  private Operation put(
      HttpRequest request, DomainName domain, Operation.Key key, Parameters parameters) {
    PutOptions options = PutOptions.within(parameters.timeout(timeouts.put(), timeouts.longest()));
    boolean hasTimeout = parameters.flag("timeout");
    Optional<HttpHeader> header = request.getHeader(IDEMPOTENCY_KEY);
    if (header.isEmpty()) {
      return new Operation.Put(domain, key, options, hasTimeout);
    }
    String idempotencyKey = header.get().value();
    int length = idempotencyKey.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > PutOptions.MAX_IDEMPOTENCY_KEY_BYTES) {
      return refused(
          ErrorCode.BAD_IDEMPOTENCY_KEY,
          IDEMPOTENCY_KEY
              + " takes 1 to "
              + PutOptions.MAX_IDEMPOTENCY_KEY_BYTES
              + " bytes, not "
              + length
              + ".");
    }
    return new Operation.Put(domain, key, options.withIdempotencyKey(idempotencyKey), hasTimeout);
  }

  private Operation get(
      HttpRequest request, DomainName domain, Operation.Key key, Parameters parameters) {
    GetOptions options =
        GetOptions.within(parameters.timeout(timeouts.get(), timeouts.longest()))
            .withRead(parameters.read());
    return parameters.flag("single")
        ? new Operation.GetFirst(domain, key, options, WantedRange.of(request))
        : new Operation.GetAll(domain, key, options);
  }

  private Operation monitoring(HttpRequest request, String path, Parameters parameters) {
    Duration timeout = parameters.timeout(timeouts.monitoring(), timeouts.longest());
    if (path.equals(LEAVE)) {
      return commanded(request, "leave", new Operation.Leave(), new Operation.Leaving());
    } else if (path.equals(SCRUB)) {
      Operation command = new Operation.Scrub(timeout);
      return commanded(request, "scrub", command, new Operation.Scrubbing(timeout));
    }
    Operation operation =
        switch (path) {
          case RING_NODES -> new Operation.Nodes(parameters.flag("detail"), timeout);
          case COPIES_ON_NODE -> copiesOn(parameters, timeout);
          case COPIES_OF_DOMAIN -> copiesOf(parameters, timeout);
          default -> noSuchPath();
        };
    return isGet(request) || operation instanceof Refused
        ? operation
        : new Refused(Replies.wrongMethod(HttpMethods.GET, HttpMethods.HEAD));
  }

  /** A page in a browser cannot send the header to another site unless that allows it. */
  private static Operation commanded(
      HttpRequest request, String name, Operation command, Operation question) {
    if (isGet(request)) {
      return question;
    }
    if (request.method() != HttpMethods.POST) {
      return new Refused(Replies.wrongMethod(HttpMethods.GET, HttpMethods.HEAD, HttpMethods.POST));
    }
    return request.getHeader(COMMAND).filter(header -> header.value().equals(name)).isPresent()
        ? command
        : refused(
            ErrorCode.BAD_PARAMETER,
            "This command takes the header " + COMMAND + ": " + name + ".");
  }

  private static Operation copiesOn(Parameters parameters, Duration timeout) {
    Optional<String> name = parameters.latin1("name");
    if (name.isEmpty()) {
      return nameMissing("a node, ringo-<32 hex digits>@<host>");
    }
    try {
      return new Operation.CopiesOn(NodeName.parse(name.get()), parameters.flag("detail"), timeout);
    } catch (IllegalArgumentException e) {
      return refused(ErrorCode.BAD_PARAMETER, "name: " + e.getMessage() + ".");
    }
  }

  private static Operation copiesOf(Parameters parameters, Duration timeout) {
    if (parameters.flag("id")) {
      return refused(ErrorCode.NOT_YET, "id is not known yet: take name=<domain>.");
    }
    Optional<String> name = parameters.latin1("name");
    if (name.isEmpty() || name.get().isEmpty()) {
      return nameMissing("a domain");
    }
    return name.get().length() > DomainName.MAX_BYTES
        ? domainTooLong(name.get())
        : new Operation.CopiesOf(new DomainName(name.get()), parameters.flag("detail"), timeout);
  }

  private static Operation nameMissing(String what) {
    return refused(ErrorCode.BAD_PARAMETER, "name is missing: it takes " + what + ".");
  }

  private static Operation badEscape(String where) {
    return refused(
        ErrorCode.BAD_ESCAPE,
        "In " + where + ", '%' takes two hex digits after it; percent-encode what is not ASCII.");
  }

  private static Operation domainTooLong(String name) {
    return refused(
        ErrorCode.DOMAIN_TOO_LONG,
        "A domain's name has up to " + DomainName.MAX_BYTES + " bytes, not " + name.length() + ".");
  }

  private static Operation noSuchPath() {
    return refused(
        ErrorCode.NO_SUCH_PATH,
        "Paths are "
            + String.join(
                ", ",
                DATA,
                DATA + "/<domain>",
                DATA + "/<domain>/<key>",
                RING_NODES,
                LEAVE,
                SCRUB,
                COPIES_ON_NODE,
                COPIES_OF_DOMAIN)
            + ".");
  }

  private static Refused refused(ErrorCode code, String message) {
    HttpResponse reply = code.reply(message);
    return new Refused(reply);
  }
}
