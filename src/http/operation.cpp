#include "http/operation.hpp"

#include "http/error.hpp"

namespace pictbook::http {

namespace json = schema::json;

void Operation::add_parameter(std::string_view name, std::string_view in, bool required, json::value schema) {
    parameters.push_back(json::object{{"name", name}, {"in", in}, {"required", required}, {"schema", std::move(schema)}});
}

void Operation::add_failure(Fault fault, std::string_view message, Shape shape) {
    json::object& response = responses[status_of(fault)];
    if (json::value* text = response.if_contains("description")) {
        *text = std::string(text->as_string()) + "; " + std::string(message);
        return;
    }
    response["description"] = message;
    if (shape == Shape::text) {
        response["content"] = json::object{
            {"text/plain", json::object{{"schema", json::object{{"type", "string"}}}, {"example", message}}}};
        return;
    }
    const std::string name = fault == Fault::invalid ? "ValidationError" : "Failure";
    response["content"] =
        json::object{{"application/json", json::object{{"schema", schema::Definitions::reference(name)}}}};
}

json::object Operation::to_json() const {
    json::object out{{"summary", summary}, {"tags", json::array{tag}}};
    if (!parameters.empty()) out["parameters"] = parameters;
    if (!request_body.empty()) out["requestBody"] = request_body;
    if (needs_session) out["security"] = json::array{json::object{{"session", json::array{}}}};
    json::object by_status;
    for (const auto& [status, response] : responses) by_status[std::to_string(status)] = response;
    out["responses"] = std::move(by_status);
    return out;
}

}  // namespace pictbook::http
