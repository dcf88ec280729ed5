#include "schema/describe.hpp"

#include <boost/core/demangle.hpp>

namespace pictbook::schema {

std::string short_name(const std::type_info& type) {
    std::string name = boost::core::demangle(type.name());
    if (const std::size_t at = name.rfind("::"); at != name.npos) name.erase(0, at + 2);
    return name;
}

json::value Definitions::reference(const std::string& name) {
    return json::object{{"$ref", "#/components/schemas/" + name}};
}

json::value text_schema(const TextRule& rule) {
    json::object out{{"type", "string"}};
    if (rule.min > 0) out["minLength"] = rule.min;
    if (rule.max != TextRule().max) out["maxLength"] = rule.max;
    if (*rule.format) out["format"] = rule.format;
    if (*rule.about) out["description"] = rule.about;
    if (*rule.example) out["examples"] = json::array{rule.example};
    return out;
}

json::value number_schema(const NumberRule& rule) {
    json::object out{{"type", "number"}};
    if (*rule.about) out["description"] = rule.about;
    out["examples"] = json::array{rule.example};
    return out;
}

json::value integer_schema(const IntegerRule& rule) {
    json::object out{{"type", "integer"}, {"minimum", rule.min}, {"maximum", rule.max}};
    if (*rule.about) out["description"] = rule.about;
    out["examples"] = json::array{rule.example};
    return out;
}

json::value nullable(json::value schema) {
    json::object& object = schema.as_object();
    json::value* type = object.if_contains("type");
    if (type && type->is_string() && !object.contains("enum")) {
        *type = json::array{*type, "null"};
        return schema;
    }
    return json::object{{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
}

}  // namespace pictbook::schema
