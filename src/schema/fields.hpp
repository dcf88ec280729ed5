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

/// The member that tells one alternative of a union from the others, and what it says.
struct Tag {
    std::string_view name, word;
};
/// Its tag is `type`, with what T::type says.
template <class T>
concept TypeTagged = DescribedStruct<T> && requires {
    { T::type } -> std::convertible_to<std::string_view>;
};
/// One alternative of a union: by its type, or by its own T::tag. Those are described and decoded only.
template <class T>
concept Tagged = TypeTagged<T> || (DescribedStruct<T> && requires {
                     { T::tag } -> std::convertible_to<Tag>;
                 });

/// What may be absent and, unlike an optional, is never null. It is described and decoded only.
template <class T>
struct Omittable : std::optional<T> {
    using std::optional<T>::optional;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_omittable = false;
template <class T>
inline constexpr bool is_omittable<Omittable<T>> = true;
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

/// Some of T's members: a member that was absent differs from one that was null. The one that T::patch_key names, if
/// T has one, is always there.
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

/// Of one alternative of a union; empty when the alternatives are not told apart by a member.
template <class T>
inline constexpr Tag tag_of = {};
template <Tagged T>
inline constexpr Tag tag_of<T> = [] {
    if constexpr (TypeTagged<T>)
        return Tag{"type", T::type};
    else
        return T::tag;
}();
template <Tagged T>
inline constexpr Tag tag_of<Patch<T>> = tag_of<T>;

/// The name of the member that even a Patch<T> needs; empty for none.
template <class T>
inline constexpr std::string_view key_of = {};
template <class T>
    requires requires { T::patch_key; }
inline constexpr std::string_view key_of<T> = T::patch_key;

template <DescribedEnum E>
std::string_view to_text(E value) {
    return boost::describe::enum_to_string(value, "");
}

}  // namespace pictbook::schema
