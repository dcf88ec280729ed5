#include "http/openapi.hpp"

#include "base/bytes.hpp"

namespace pictbook::http {

namespace json = schema::json;

namespace {

/// `/projects/:id` is `/projects/{id}` in OpenAPI.
std::string openapi_path(const Endpoint& endpoint) {
    std::string out;
    for (const std::string& segment : endpoint.segments)
        out += "/" + (segment[0] == ':' ? "{" + segment.substr(1) + "}" : segment);
    return out.empty() ? "/" : out;
}

/// `listProjects` style names are for people to choose; this one is stable and unique: `get-projects-id`.
std::string operation_id(const Endpoint& endpoint) {
    std::string out = to_lower_ascii(name_of(endpoint.verb));
    for (const std::string& segment : endpoint.segments) out += "-" + (segment[0] == ':' ? segment.substr(1) : segment);
    return out;
}

json::object failure_schema() {
    const json::object text{{"type", "string"}};
    return {{"type", "object"},
            {"properties", json::object{{"message", text}, {"code", text}}},
            {"examples", json::array{json::object{{"message", "Project not found"}}}}};
}

json::object validation_schema() {
    const json::object text{{"type", "string"}};
    json::object item{{"type", "object"},
                      {"properties", json::object{{"path", text}, {"message", text}, {"summary", text}}}};
    json::object properties{
        {"type", json::object{{"const", "validation"}}},
        {"on", json::object{{"type", "string"}, {"enum", json::array{"body", "params", "query", "message"}}}},
        {"summary", text},
        {"property", json::object{{"type", "string"}, {"description", "JSON pointer, or root"}}},
        {"message", text},
        {"expected", json::object()},
        {"found", json::object()},
        {"errors", json::object{{"type", "array"}, {"items", std::move(item)}}}};
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", json::array{"type", "on", "summary", "property", "message"}}};
}

}  // namespace

json::value openapi(const Router& router, const About& about,
                    const std::function<json::object(schema::Definitions&)>& describe_more) {
    schema::Definitions definitions;
    definitions.schemas["Failure"] = failure_schema();
    definitions.schemas["ValidationError"] = validation_schema();
    json::object paths;
    for (const Endpoint& endpoint : router.endpoints()) {
        Operation operation(definitions);
        endpoint.describe(operation);
        json::object item = operation.to_json();
        item["operationId"] = operation_id(endpoint);
        json::value& path = paths[openapi_path(endpoint)];
        if (!path.is_object()) path.emplace_object();
        path.as_object()[to_lower_ascii(name_of(endpoint.verb))] = std::move(item);
    }
    for (auto& [path, item] : describe_more(definitions)) paths[path] = std::move(item);
    json::array tags;
    for (const auto& [name, sentence] : about.tags)
        tags.push_back(json::object{{"name", name}, {"description", sentence}});
    json::object session{{"type", "apiKey"}, {"in", "cookie"}, {"name", about.session_cookie}};
    json::object key{{"type", "http"}, {"scheme", "bearer"}, {"description", about.keys}};
    return json::object{
        {"openapi", "3.1.0"},
        {"info", json::object{{"title", about.title}, {"version", about.version}, {"description", about.description}}},
        {"tags", std::move(tags)},
        {"paths", std::move(paths)},
        {"components",
         json::object{{"schemas", std::move(definitions.schemas)},
                      {"securitySchemes", json::object{{"session", std::move(session)}, {"key", std::move(key)}}}}}};
}

}  // namespace pictbook::http
