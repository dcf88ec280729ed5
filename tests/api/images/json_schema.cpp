#include "api/images/json_schema.hpp"

#include <algorithm>
#include <set>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "schema/json.hpp"

namespace pictbook::test {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using Reasons = std::vector<std::string>;

bool has_type(const value& item, std::string_view type) {
    if (type == "null") return item.is_null();
    if (type == "boolean") return item.is_bool();
    if (type == "string") return item.is_string();
    if (type == "array") return item.is_array();
    if (type == "object") return item.is_object();
    if (type == "number") return item.is_number();
    return type == "integer" && item.is_number() && item.to_number<double>() == std::trunc(item.to_number<double>());
}

bool has_one_type(const value& item, const value& types) {
    if (types.is_string()) return has_type(item, types.as_string());
    return std::any_of(types.as_array().begin(), types.as_array().end(),
                       [&](const value& type) { return has_type(item, type.as_string()); });
}

double number_in(const object& schema, const char* word, double absent) {
    const value* found = schema.if_contains(word);
    return found ? found->to_number<double>() : absent;
}

class Check {
public:
    Check(const value& document, Reasons& reasons) : document_(document), reasons_(reasons) {}

    void run(const value& any_schema, const value& item, const std::string& place) {
        const value* found = resolve(document_, any_schema);
        if (!found || !found->is_object()) return fail(place, "no schema here");
        const object& schema = found->as_object();
        check_words(schema, place);
        if (const value* types = schema.if_contains("type"); types && !has_one_type(item, *types)) fail(place, "type");
        if (const value* only = schema.if_contains("const"); only && *only != item) fail(place, "const");
        if (const value* words = schema.if_contains("enum"))
            if (std::find(words->as_array().begin(), words->as_array().end(), item) == words->as_array().end())
                fail(place, "enum");
        if (item.is_string()) check_text(schema, item.as_string(), place);
        if (item.is_number()) check_range(schema, item.to_number<double>(), "minimum", "maximum", place);
        if (item.is_array()) check_items(schema, item.as_array(), place);
        if (item.is_object()) check_properties(schema, item.as_object(), place);
        check_alternatives(schema, item, place);
    }

private:
    void fail(const std::string& place, const std::string& reason) { reasons_.push_back(place + ": " + reason); }

    void check_words(const object& schema, const std::string& place) {
        static const std::set<std::string_view> kWords{
            "type",     "const",     "enum",      "properties", "required",    "items",  "minItems",
            "maxItems", "minLength", "maxLength", "minimum",    "maximum",     "format", "oneOf",
            "anyOf",    "$ref",      "examples",  "default",    "description", "title",  "discriminator"};
        for (const auto& [word, ignored] : schema)
            if (!kWords.contains(word)) fail(place, "unknown word " + std::string(word));
    }

    void check_range(const object& schema, double number, const char* least, const char* most,
                     const std::string& place) {
        if (number < number_in(schema, least, number) || number > number_in(schema, most, number)) fail(place, least);
    }

    void check_text(const object& schema, std::string_view text, const std::string& place) {
        check_range(schema, static_cast<double>(utf16_length(text)), "minLength", "maxLength", place);
        const value* format = schema.if_contains("format");
        if (format && *format == "date-time" && (!parse_time(text) || !text.ends_with('Z'))) fail(place, "date-time");
    }

    void check_items(const object& schema, const array& items, const std::string& place) {
        check_range(schema, static_cast<double>(items.size()), "minItems", "maxItems", place);
        if (const value* each = schema.if_contains("items"))
            for (std::size_t i = 0; i < items.size(); ++i) run(*each, items[i], place + "/" + std::to_string(i));
    }

    void check_properties(const object& schema, const object& item, const std::string& place) {
        if (const value* names = schema.if_contains("required"))
            for (const value& name : names->as_array())
                if (!item.contains(name.as_string())) fail(place, "lacks " + std::string(name.as_string()));
        const value* properties = schema.if_contains("properties");
        if (!properties) return;
        for (const auto& [name, member] : item) {
            const value* known = properties->as_object().if_contains(name);
            if (known)
                run(*known, member, place + "/" + std::string(name));
            else
                fail(place, "has an undescribed member " + std::string(name));
        }
    }

    void check_alternatives(const object& schema, const value& item, const std::string& place) {
        for (const char* word : {"oneOf", "anyOf"}) {
            const value* alternatives = schema.if_contains(word);
            if (!alternatives) continue;
            const auto fitting =
                std::count_if(alternatives->as_array().begin(), alternatives->as_array().end(),
                              [&](const value& each) { return misfits(document_, each, item, place).empty(); });
            if (fitting == 0 || (fitting > 1 && std::string_view(word) == "oneOf"))
                fail(place, word + (" fits " + std::to_string(fitting)));
        }
    }

    const value& document_;
    Reasons& reasons_;
};

}  // namespace

const value* resolve(const value& document, const value& schema) {
    const value* current = &schema;
    for (int steps = 0; steps < 10; ++steps) {
        const object* words = current->if_object();
        const value* reference = words ? words->if_contains("$ref") : nullptr;
        if (!reference) return current;
        const std::string_view text = reference->as_string();
        boost::json::error_code error;
        if (!text.starts_with("#/")) return nullptr;
        current = document.find_pointer(text.substr(1), error);
        if (!current) return nullptr;
    }
    return nullptr;
}

Reasons misfits(const value& document, const value& schema, const value& item, const std::string& place) {
    Reasons out;
    Check(document, out).run(schema, item, place);
    return out;
}

}  // namespace pictbook::test
