// Field kinds: a constraint lives in the field's type, with its example, and is declared once (model/fields.hpp).
//
//     struct ProjectName : schema::Text {
//         static constexpr schema::TextRule rule{.min = 3, .max = 100, .example = "Summer in Kyoto"};
//     };
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pictbook::schema {

struct TextRule {
    std::size_t min = 0;                                        // UTF-16 units
    std::size_t max = std::numeric_limits<std::size_t>::max();  // UTF-16 units
    const char* example = "";
    const char* about = "";   // a sentence for the API document
    const char* format = "";  // JSON Schema format, e.g. "email"
    bool is_stored = true;    // then U+0000 does not fit: PostgreSQL has no place for it
};

struct Text {
    std::string value;
    Text() = default;
    Text(std::string text) : value(std::move(text)) {}
    operator std::string_view() const { return value; }
    bool operator==(const Text&) const = default;
};

struct NumberRule {
    double example = 0;
    const char* about = "";
};

/// A finite double.
struct Number {
    double value = 0;
    Number() = default;
    Number(double number) : value(number) {}
    bool operator==(const Number&) const = default;
};

struct IntegerRule {
    std::int32_t min = std::numeric_limits<std::int32_t>::min();
    std::int32_t max = std::numeric_limits<std::int32_t>::max();
    std::int32_t example = 0;
    const char* about = "";
};

/// A 32-bit integer; a fraction does not fit.
struct Integer {
    std::int32_t value = 0;
    Integer() = default;
    Integer(std::int32_t number) : value(number) {}
    bool operator==(const Integer&) const = default;
};

template <class T>
concept TextField = std::derived_from<T, Text> && requires { T::rule; };
template <class T>
concept NumberField = std::derived_from<T, Number> && requires { T::rule; };
template <class T>
concept IntegerField = std::derived_from<T, Integer> && requires { T::rule; };
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
/// One alternative of a union: the `type` member of its JSON says which.
template <class T>
concept Tagged = DescribedStruct<T> && requires {
    { T::type } -> std::convertible_to<std::string_view>;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

/// Some of T's members: a member that was absent differs from one that was null.
template <DescribedStruct T>
struct Patch {
    using Whole = T;
    T value{};
    std::vector<std::string_view> given;  // names of the members that were there, in T's order

    bool has(std::string_view name) const {
        for (const std::string_view each : given)
            if (each == name) return true;
        return false;
    }
    bool empty() const { return given.empty(); }

    /// Puts every given member into `whole`.
    void apply(T& whole) const {
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            if (has(member.name)) whole.*member.pointer = value.*member.pointer;
        });
    }
};

template <class T>
inline constexpr bool is_patch = false;
template <class T>
inline constexpr bool is_patch<Patch<T>> = true;

/// A T whose JSON is there already; only answers hold it.
template <class T>
struct Written {
    using Value = T;
    std::string json;
};
template <class T>
inline constexpr bool is_written = false;
template <class T>
inline constexpr bool is_written<Written<T>> = true;

/// What `type` says of one alternative of a union; empty when the alternatives are not told apart by it.
template <class T>
inline constexpr std::string_view tag_of = {};
template <Tagged T>
inline constexpr std::string_view tag_of<T> = T::type;
template <Tagged T>
inline constexpr std::string_view tag_of<Patch<T>> = T::type;

template <DescribedEnum E>
std::string_view to_text(E value) {
    return boost::describe::enum_to_string(value, "");
}

}  // namespace pictbook::schema
