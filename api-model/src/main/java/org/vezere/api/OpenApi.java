package org.vezere.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vezere.model.FailureKind;

/// The table of [Routes] as an OpenAPI 3.1 document.
public final class OpenApi {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private static final Map<String, String> VARIABLES = Map.of(
            "ve", "number or name of the VE",
            "template", "name of the OS template",
            "network", "name of the network",
            "service", "name of the service");

    private final Map<String, JsonObject> components = new TreeMap<>();

    private OpenApi() {}

    /// The document as indented JSON.
    ///
    /// @param version of Vezere
    public static String document(String version) {
        return new OpenApi().print(version);
    }

    private String print(String version) {
        JsonObject paths = new JsonObject();
        for (Route<?, ?> route : Routes.all()) {
            if (!paths.has(route.path())) {
                paths.add(route.path(), new JsonObject());
            }
            paths.getAsJsonObject(route.path())
                    .add(route.method().name().toLowerCase(java.util.Locale.ROOT), operation(route));
        }
        JsonObject schemas = new JsonObject();
        components.forEach(schemas::add);

        JsonObject document = new JsonObject();
        document.addProperty("openapi", "3.1.0");
        document.add(
                "info", object("title", "Vezere", "version", version, "description", "A hardware node and its VEs"));
        document.add("paths", paths);
        document.add("components", object("schemas", schemas));
        Gson printer =
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        return printer.toJson(document) + "\n";
    }

    private JsonObject operation(Route<?, ?> route) {
        JsonObject operation = object("operationId", route.name(), "summary", route.summary());
        JsonArray parameters = parameters(route);
        if (!parameters.isEmpty()) {
            operation.add("parameters", parameters);
        }
        if (!route.request().equals(Codecs.NOTHING)) {
            operation.add(
                    "requestBody",
                    object(
                            "required",
                            true,
                            "content",
                            content("application/json", route.request().schema(components))));
        }
        operation.add("responses", responses(route));
        return operation;
    }

    private static JsonArray parameters(Route<?, ?> route) {
        JsonArray parameters = new JsonArray();
        Matcher matcher = VARIABLE.matcher(route.path());
        while (matcher.find()) {
            String words = VARIABLES.get(matcher.group(1));
            if (words == null) {
                throw new IllegalStateException("nothing is known of the variable in " + route.path());
            }
            parameters.add(parameter(matcher.group(1), "path", "string", words));
        }
        for (Route.Query query : route.query()) {
            parameters.add(parameter(query.name(), "query", query.schema(), query.description()));
        }
        return parameters;
    }

    private static JsonObject parameter(String name, String place, String type, String words) {
        return object(
                "name",
                name,
                "in",
                place,
                "required",
                place.equals("path"),
                "description",
                words,
                "schema",
                object("type", type));
    }

    private JsonObject responses(Route<?, ?> route) {
        JsonObject responses = new JsonObject();
        switch (route.answer()) {
            case Route.Answer.Value<?> value ->
                responses.add(
                        "200",
                        object(
                                "description",
                                "the answer",
                                "content",
                                content("application/json", value.codec().schema(components))));
            case Route.Answer.Work work -> {
                JsonObject content = content("application/json", Codecs.REPORT.schema(components));
                content.add("application/x-ndjson", object("schema", Codecs.REPORT_LINE.schema(components)));
                responses.add("200", object("description", "done, or under way, line by line", "content", content));
            }
            case Route.Answer.Events events -> {
                JsonObject content = content("application/x-ndjson", Codecs.EVENT.schema(components));
                content.add("text/event-stream", object("schema", Codecs.EVENT.schema(components)));
                responses.add("200", object("description", "events without end", "content", content));
            }
            case Route.Answer.Session session ->
                responses.add("101", object("description", "switched to the protocol vezere-streams"));
            case Route.Answer.Text text ->
                responses.add(
                        "200",
                        object(
                                "description",
                                "the text",
                                "content",
                                content(text.mediaType(), object("type", "string"))));
        }
        Map<Integer, String> kinds = new TreeMap<>();
        route.failures().stream()
                .sorted()
                .forEach(kind -> kinds.merge(ApiError.httpStatus(kind), kind.name(), (a, b) -> a + ", " + b));
        if (route.path().contains("{ve}") && !kinds.containsKey(404)) {
            kinds.put(404, FailureKind.NO_CONFIG.name());
        }
        kinds.forEach((status, words) -> responses.add(String.valueOf(status), failure(words)));
        responses.add("default", failure("any other failure"));
        return responses;
    }

    private JsonObject failure(String words) {
        return object("description", words, "content", content("application/json", Codecs.ERROR.schema(components)));
    }

    private static JsonObject content(String mediaType, JsonObject schema) {
        return object(mediaType, object("schema", schema));
    }

    /// An object of names and values: strings, booleans or JSON.
    private static JsonObject object(Object... pairs) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < pairs.length; i += 2) {
            String name = (String) pairs[i];
            switch (pairs[i + 1]) {
                case JsonElement element -> object.add(name, element);
                case Boolean flag -> object.addProperty(name, flag);
                case Object text -> object.addProperty(name, text.toString());
            }
        }
        return object;
    }
}
