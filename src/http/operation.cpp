#include "http/operation.hpp"

#include "http/error.hpp"

namespace pictbook::http {

namespace json = schema::json;

namespace {

/// An answer's example of a body that lacks a name.
json::value misfit_example() {
    Error error{Fault::invalid, "Expected required property"};
    error.on = "body";
    error.issues.push_back({"/name", error.message, "Property 'name' is missing", R"("Summer in Kyoto")", "null"});
    return schema::parse_json(validation_json(error)).value();
}

}  // namespace

void Operation::add_parameter(std::string_view name, std::string_view in, bool required, json::value schema) {
    for (const json::value& each : parameters)
        if (each.at("name").as_string() == name && each.at("in").as_string() == in) return;
    parameters.push_back(
        json::object{{"name", name}, {"in", in}, {"required", required}, {"schema", std::move(schema)}});
}

void Operation::add_example(unsigned status, const char* media_type, json::value schema, std::string_view title,
                            json::value example) {
    json::object& response = responses[status];
    json::value& text = response["description"];
    const std::string so_far = text.is_string() ? std::string(text.as_string()) : "";
    if (so_far.find(title) == so_far.npos)
        text = so_far.empty() ? std::string(title) : so_far + "; " + std::string(title);
    json::value& content = response["content"];
    if (!content.is_object()) content.emplace_object();
    json::value& media = content.as_object()[media_type];
    if (!media.is_object())
        media = json::object{{"schema", std::move(schema)}, {"examples", json::object()}};
    else if (media.at("schema") != schema && !media.at("schema").as_object().contains("anyOf"))
        media.at("schema") = json::object{{"anyOf", json::array{media.at("schema"), std::move(schema)}}};
    media.at("examples").as_object()[title] = json::object{{"value", std::move(example)}};
}

void Operation::add_failure(Fault fault, std::string_view message, Shape shape, std::string_view code) {
    const std::string_view title = message.empty() ? code : message;
    if (shape == Shape::text) {
        add_example(status_of(fault), "text/plain", json::object{{"type", "string"}}, title, json::value(message));
        return;
    }
    json::object example;
    if (!message.empty()) example["message"] = message;
    if (!code.empty()) example["code"] = code;
    add_example(status_of(fault), "application/json", schema::Definitions::reference("Failure"), title,
                std::move(example));
}

void Operation::add_misfit(std::string_view message) {
    add_example(status_of(Fault::invalid), "application/json", schema::Definitions::reference("ValidationError"),
                message, misfit_example());
}

json::object Operation::to_json() const {
    json::object out{{"summary", summary}, {"description", who}, {"tags", json::array{tag}}};
    if (!parameters.empty()) out["parameters"] = parameters;
    if (!request_body.empty()) out["requestBody"] = request_body;
    if (session != Session::unused) {
        json::array security{json::object{{"session", json::array{}}}};
        if (!key_scope.empty()) security.push_back(json::object{{"key", json::array{key_scope}}});
        if (session == Session::optional) security.push_back(json::object());
        out["security"] = std::move(security);
    }
    json::object by_status;
    for (const auto& [status, response] : responses) by_status[std::to_string(status)] = response;
    out["responses"] = std::move(by_status);
    return out;
}

}  // namespace pictbook::http
