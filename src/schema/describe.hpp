// A type's JSON Schema (2020-12, as OpenAPI 3.1 has it) and its example, from the same description that decodes it.
#pragma once

#include "base/clock.hpp"
#include "schema/encode.hpp"
#include "schema/fields.hpp"

namespace pictbook::schema {

/// `Project` for pictbook::model::Project.
std::string short_name(const std::type_info& type);

/// T's name among the definitions: its own `schema_name()`, else the type's.
template <class T>
std::string name_of() {
    if constexpr (requires { T::schema_name(); })
        return T::schema_name();
    else
        return short_name(typeid(T));
}

/// Named schemas that others refer to, in order of first use.
class Definitions {
public:
    json::object schemas;
    static json::value reference(const std::string& name);
};

json::value text_schema(const TextRule& rule);
json::value number_schema(const NumberRule& rule);
json::value integer_schema(const IntegerRule& rule);
json::value nullable(json::value schema);

template <class T>
json::value example_of();
template <class T>
json::value schema_of(Definitions& definitions);

namespace detail {

template <class T>
json::object example_of_struct() {
    json::object out;
    if constexpr (Tagged<T>) out[tag_of<T>.name] = tag_of<T>.word;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        out[member.name] = example_of<std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>>();
    });
    return out;
}

/// `all_optional` for patches, which need no member but tag and key.
template <class T>
json::value schema_of_struct(Definitions& definitions, bool all_optional) {
    json::object properties;
    json::array required;
    if constexpr (Tagged<T>) {
        properties[tag_of<T>.name] = json::object{{"type", "string"}, {"const", tag_of<T>.word}};
        required.emplace_back(tag_of<T>.name);
    }
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
        properties[member.name] = schema_of<Member>(definitions);
        constexpr bool kMayBeAbsent = is_optional<Member> || is_omittable<Member>;
        if (all_optional ? key_of<T> == member.name : !kMayBeAbsent) required.emplace_back(member.name);
    });
    json::object out{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) out["required"] = std::move(required);
    return out;
}

template <class T>
json::value named_schema(Definitions& definitions, std::string name, bool all_optional) {
    if (!definitions.schemas.contains(name)) {
        definitions.schemas[name] = nullptr;  // so that the order is that of first use
        definitions.schemas[name] = schema_of_struct<T>(definitions, all_optional);
    }
    return Definitions::reference(name);
}

template <class First, class... T>
json::value schema_of_union(Definitions& definitions, std::type_identity<std::variant<First, T...>>) {
    constexpr std::string_view kName = tag_of<First>.name;
    static_assert(((tag_of<T>.name == kName) && ...), "one member tells all alternatives apart");
    json::array alternatives{schema_of<First>(definitions), schema_of<T>(definitions)...};
    json::object mapping;
    std::size_t next = 0;
    const auto map = [&](const Tag& tag) {
        const json::object& alternative = alternatives[next++].as_object();
        if (!tag.name.empty()) mapping[tag.word] = alternative.at("$ref");
    };
    map(tag_of<First>);
    (map(tag_of<T>), ...);
    json::object out{{"oneOf", std::move(alternatives)}};
    if (!mapping.empty()) out["discriminator"] = json::object{{"propertyName", kName}, {"mapping", std::move(mapping)}};
    return out;
}

template <class E>
json::array words_of() {
    json::array words;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto each) { words.emplace_back(each.name); });
    return words;
}

}  // namespace detail

template <class T>
json::value example_of() {
    if constexpr (TextField<T>)
        return json::value(T::rule.example);
    else if constexpr (NumberField<T>)
        return json::value(T::rule.example);
    else if constexpr (IntegerField<T>)
        return json::value(T::rule.example);
    else if constexpr (std::is_same_v<T, std::string>)
        return json::value("text");
    else if constexpr (std::is_same_v<T, bool>)
        return json::value(true);
    else if constexpr (std::is_same_v<T, double>)
        return json::value(1.5);
    else if constexpr (std::is_integral_v<T>)
        return json::value(1);
    else if constexpr (std::is_same_v<T, Time>)
        return json::value("2025-01-01T00:00:00.000Z");
    else if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, json::value>)
        return json::value(nullptr);
    else if constexpr (DescribedEnum<T>)
        return detail::words_of<T>().front();
    else if constexpr (is_optional<T> || is_omittable<T>)
        return example_of<typename T::value_type>();
    else if constexpr (is_vector<T>)
        return json::array{example_of<typename T::value_type>()};
    else if constexpr (is_variant<T>)
        return example_of<std::variant_alternative_t<0, T>>();
    else if constexpr (is_patch<T>)
        return example_of<typename T::Whole>();
    else if constexpr (is_written<T>)
        return example_of<typename T::Value>();
    else
        return detail::example_of_struct<T>();
}

template <class T>
std::string example_json() {
    std::string out;
    write_json(out, example_of<T>());
    return out;
}

template <class T>
json::value schema_of(Definitions& definitions) {
    if constexpr (TextField<T>)
        return text_schema(T::rule);
    else if constexpr (NumberField<T>)
        return number_schema(T::rule);
    else if constexpr (IntegerField<T>)
        return integer_schema(T::rule);
    else if constexpr (std::is_same_v<T, std::string>)
        return json::object{{"type", "string"}};
    else if constexpr (std::is_same_v<T, bool>)
        return json::object{{"type", "boolean"}};
    else if constexpr (std::is_same_v<T, double>)
        return json::object{{"type", "number"}};
    else if constexpr (std::is_integral_v<T>)
        return json::object{{"type", "integer"}};
    else if constexpr (std::is_same_v<T, Time>)
        return json::object{{"type", "string"}, {"format", "date-time"}};
    else if constexpr (std::is_same_v<T, std::nullptr_t>)
        return json::object{{"type", "null"}};
    else if constexpr (std::is_same_v<T, json::value>)
        return json::object{};
    else if constexpr (DescribedEnum<T>)
        return json::object{{"type", "string"}, {"enum", detail::words_of<T>()}};
    else if constexpr (is_optional<T>)
        return nullable(schema_of<typename T::value_type>(definitions));
    else if constexpr (is_omittable<T>)
        return schema_of<typename T::value_type>(definitions);
    else if constexpr (is_vector<T>)
        return json::object{{"type", "array"}, {"items", schema_of<typename T::value_type>(definitions)}};
    else if constexpr (is_variant<T>)
        return detail::schema_of_union(definitions, std::type_identity<T>());
    else if constexpr (is_patch<T>) {
        using Whole = typename T::Whole;
        return detail::named_schema<Whole>(definitions, name_of<Whole>() + "Patch", true);
    } else if constexpr (is_written<T>)
        return schema_of<typename T::Value>(definitions);
    else
        return detail::named_schema<T>(definitions, name_of<T>(), false);
}

}  // namespace pictbook::schema
