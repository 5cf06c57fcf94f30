package org.vezere.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vezere.model.FailureKind;
import org.vezere.model.VezereException;

class RoutesTest {
    private static final JsonObject DOCUMENT =
            JsonParser.parseString(OpenApi.document("0.1.0")).getAsJsonObject();

    @Test
    void everyRouteIsInTheDocument() {
        Set<String> operations = new HashSet<>();
        for (Route<?, ?> route : Routes.all()) {
            JsonObject path = DOCUMENT.getAsJsonObject("paths").getAsJsonObject(route.path());
            assertThat(path).as(route.path()).isNotNull();
            JsonObject operation = path.getAsJsonObject(route.method().name().toLowerCase(Locale.ROOT));
            assertThat(operation).as(route.name()).isNotNull();
            assertThat(operation.get("operationId").getAsString()).isEqualTo(route.name());
            assertThat(operations.add(route.name())).as(route.name()).isTrue();
            for (FailureKind kind : route.failures()) {
                String status = String.valueOf(ApiError.httpStatus(kind));
                assertThat(operation.getAsJsonObject("responses").has(status))
                        .as("%s %s", route.name(), kind)
                        .isTrue();
            }
        }
        int documented = DOCUMENT.getAsJsonObject("paths").entrySet().stream()
                .mapToInt(path -> path.getValue().getAsJsonObject().size())
                .sum();
        assertThat(documented).isEqualTo(Routes.all().size()).isGreaterThan(20);
    }

    @Test
    void everyReferenceOfTheDocumentLeadsSomewhere() {
        assertThat(DOCUMENT.get("openapi").getAsString()).isEqualTo("3.1.0");
        assertReferences(DOCUMENT);
    }

    @Test
    void everyVariableOfAPathIsDescribed() {
        JsonObject operation = DOCUMENT.getAsJsonObject("paths")
                .getAsJsonObject("/v1/ves/{ve}/start")
                .getAsJsonObject("post");

        JsonObject parameter = operation.getAsJsonArray("parameters").get(0).getAsJsonObject();

        assertThat(parameter.get("name").getAsString()).isEqualTo("ve");
        assertThat(parameter.get("required").getAsBoolean()).isTrue();
    }

    @Test
    void findsTheRouteOfARequest() {
        assertThat(Routes.match("POST", "/v1/ves/101/start")).contains(new Routes.Match(Routes.START, List.of("101")));
        assertThat(Routes.match("GET", "/v1/ves/my%20web+1"))
                .contains(new Routes.Match(Routes.INFO, List.of("my web+1")));
        assertThat(Routes.match("GET", "/v1/ves")).contains(new Routes.Match(Routes.LIST, List.of()));
        assertThat(Routes.match("PUT", "/v1/ves")).isEmpty();
        assertThat(Routes.match("GET", "/v1/ves/")).isEmpty();
        assertThat(Routes.match("GET", "/v1/ves/101/../../node")).isEmpty();
        assertThat(Routes.methods("/v1/ves/101"))
                .containsExactlyInAnyOrder(Route.Method.GET, Route.Method.PATCH, Route.Method.DELETE);
        assertThat(Routes.methods("/nowhere")).isEmpty();
    }

    @Test
    void everyFailureHasAStatusThatFits() {
        assertThat(ApiError.httpStatus(FailureKind.NO_CONFIG)).isEqualTo(404);
        assertThat(ApiError.httpStatus(FailureKind.LOCKED)).isEqualTo(409);
        assertThat(ApiError.httpStatus(FailureKind.BAD_PARAMETER)).isEqualTo(400);
        assertThat(ApiError.httpStatus(FailureKind.NO_PERMISSION)).isEqualTo(403);
        assertThat(ApiError.httpStatus(FailureKind.TIMEOUT)).isEqualTo(504);
        assertThat(ApiError.httpStatus(FailureKind.NO_SPACE)).isEqualTo(507);
        assertThat(ApiError.httpStatus(FailureKind.SYSTEM)).isEqualTo(500);
        assertThat(ApiError.of(new VezereException(FailureKind.NO_PRIVATE, "/vz/private/7")))
                .isEqualTo(new ApiError("NO_PRIVATE", 43, "Container private area /vz/private/7 does not exist"));
    }

    private static void assertReferences(JsonElement element) {
        if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(RoutesTest::assertReferences);
        } else if (element.isJsonObject()) {
            JsonObject object = element.getAsJsonObject();
            if (object.has("$ref")) {
                String name = object.get("$ref").getAsString().replace("#/components/schemas/", "");
                assertThat(DOCUMENT.getAsJsonObject("components")
                                .getAsJsonObject("schemas")
                                .has(name))
                        .as(name)
                        .isTrue();
            }
            object.entrySet().forEach(entry -> assertReferences(entry.getValue()));
        }
    }
}
