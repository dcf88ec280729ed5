// A described value as JSON text, written straight into the response.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "schema/fields.hpp"
#include "schema/json.hpp"

namespace pictbook::schema {

template <class T>
void write(std::string& out, const T& value);

namespace detail {

template <class T>
void write_struct(std::string& out, const T& value) {
    out.push_back('{');
    bool first = true;
    if constexpr (Tagged<T>) {
        out += "\"type\":\"";
        out += T::type;
        out.push_back('"');
        first = false;
    }
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        out += first ? "\"" : ",\"";
        out += member.name;
        out += "\":";
        first = false;
        write(out, value.*member.pointer);
    });
    out.push_back('}');
}

/// The members that were given, behind `type`.
template <class T>
void write_patch(std::string& out, const Patch<T>& patch) {
    out += "{\"type\":\"";
    out += T::type;
    out.push_back('"');
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        if (!patch.has(member.name)) return;
        out += ",\"";
        out += member.name;
        out += "\":";
        write(out, patch.value.*member.pointer);
    });
    out.push_back('}');
}

}  // namespace detail

template <class T>
void write(std::string& out, const T& value) {
    if constexpr (std::derived_from<T, Text>)
        write_string(out, value.value);
    else if constexpr (std::derived_from<T, Number>)
        write_number(out, value.value);
    else if constexpr (std::derived_from<T, Integer>)
        write_number(out, std::int64_t{value.value});
    else if constexpr (std::is_same_v<T, std::string>)
        write_string(out, value);
    else if constexpr (std::is_same_v<T, bool>)
        out += value ? "true" : "false";
    else if constexpr (std::is_same_v<T, double>)
        write_number(out, value);
    else if constexpr (std::is_integral_v<T>)
        write_number(out, static_cast<std::int64_t>(value));
    else if constexpr (std::is_same_v<T, Time>) {
        out.push_back('"');
        append_iso(out, value);
        out.push_back('"');
    } else if constexpr (DescribedEnum<T>)
        write_string(out, to_text(value));
    else if constexpr (std::is_same_v<T, json::value>)
        write_json(out, value);
    else if constexpr (std::is_same_v<T, std::nullptr_t>)
        out += "null";
    else if constexpr (is_optional<T>) {
        if (value)
            write(out, *value);
        else
            out += "null";
    } else if constexpr (is_vector<T>) {
        out.push_back('[');
        for (bool first = true; const auto& item : value) {
            if (!std::exchange(first, false)) out.push_back(',');
            write(out, item);
        }
        out.push_back(']');
    } else if constexpr (is_written<T>) {
        out += value.json;
    } else if constexpr (is_patch<T>) {
        detail::write_patch(out, value);
    } else if constexpr (is_variant<T>) {
        std::visit([&](const auto& alternative) { write(out, alternative); }, value);
    } else {
        static_assert(DescribedStruct<T>, "a value on the wire is a field kind, a described struct, or made of them");
        detail::write_struct(out, value);
    }
}

template <class T>
std::string to_json(const T& value) {
    std::string out;
    write(out, value);
    return out;
}
template <class T>
std::string to_json(Written<T>&& value) {
    return std::move(value.json);
}

}  // namespace pictbook::schema
