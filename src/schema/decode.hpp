// JSON into described values, with every constraint checked and every reason named by its path.
// Unknown members are ignored, an absent optional is empty, `null` fits optionals only (api.md section 1).
#pragma once

#include <algorithm>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "schema/describe.hpp"
#include "schema/fields.hpp"
#include "schema/json.hpp"

namespace pictbook::schema {

/// Where the decoder is, and what did not fit so far.
class Context {
public:
    static constexpr std::size_t kMostIssues = 8;
    static constexpr std::size_t kFoundBytes = 200;
    static constexpr std::size_t kMostReserved = 1024;  // items of an array, before they are seen to fit

    /// `example` is JSON text of something that would fit; `found` may be null for an absent value.
    void fail(std::string_view message, std::string example, const json::value* found);
    bool ok() const { return issues.empty(); }

    std::vector<Issue> issues;
    std::string path;  // JSON pointer of the place being read, without escapes

    /// Goes one step down for its lifetime.
    class Step {
    public:
        Step(Context& context, std::string_view name);
        Step(Context& context, std::size_t index);
        ~Step() { context_.path.resize(size_); }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

    private:
        Context& context_;
        std::size_t size_;
    };
};

// Each returns false after it has called fail().
bool read_text(const json::value& from, const TextRule& rule, std::string& out, Context& context);
bool read_number(const json::value& from, const NumberRule& rule, double& out, Context& context);
bool read_integer(const json::value& from, const IntegerRule& rule, std::int32_t& out, Context& context);
bool read_bool(const json::value& from, bool& out, Context& context);
bool read_time(const json::value& from, Time& out, Context& context);

template <class T>
bool read(const json::value& from, T& out, Context& context);

namespace detail {

template <class E>
bool read_enum(const json::value& from, E& out, Context& context) {
    const json::string* word = from.if_string();
    if (word && boost::describe::enum_from_string(word->c_str(), out) && to_text(out).size() == word->size())
        return true;
    context.fail("Expected union value", example_json<E>(), &from);
    return false;
}

/// Null after a failure.
template <class T>
const json::object* as_object(const json::value& from, Context& context) {
    const json::object* object = from.if_object();
    if (!object) context.fail("Expected object", example_json<T>(), &from);
    return object;
}

/// What has to be there; `item` is null when it is not.
template <class T>
bool read_needed(const json::value* item, T& out, Context& context) {
    if (item) return read(*item, out, context);
    context.fail("Expected required property", example_json<T>(), nullptr);
    return false;
}

template <class T>
bool read_struct(const json::value& from, T& out, Context& context) {
    const json::object* object = as_object<T>(from, context);
    if (!object) return false;
    bool fits = true;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        using Member = std::remove_reference_t<decltype(out.*member.pointer)>;
        const json::value* item = object->if_contains(member.name);
        if (!item && (is_optional<Member> || is_omittable<Member>)) return;
        const Context::Step step(context, member.name);
        fits = read_needed(item, out.*member.pointer, context) && fits;
    });
    return fits;
}

template <class T>
bool read_patch(const json::value& from, Patch<T>& out, Context& context) {
    const json::object* object = as_object<T>(from, context);
    if (!object) return false;
    bool fits = true;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        const json::value* item = object->if_contains(member.name);
        if (!item && key_of<T> != member.name) return;
        const Context::Step step(context, member.name);
        out.given.push_back(member.name);
        fits = read_needed(item, out.value.*member.pointer, context) && fits;
    });
    return fits;
}

template <class T>
bool read_vector(const json::value& from, std::vector<T>& out, Context& context) {
    const json::array* array = from.if_array();
    if (!array) {
        context.fail("Expected array", example_json<std::vector<T>>(), &from);
        return false;
    }
    bool fits = true;
    out.reserve(std::min(array->size(), Context::kMostReserved));
    for (std::size_t i = 0; i < array->size(); ++i) {
        const Context::Step step(context, i);
        fits = read((*array)[i], out.emplace_back(), context) && fits;
        if (context.issues.size() >= Context::kMostIssues) return false;
    }
    return fits;
}

/// A union is told apart by a member, mostly `type`. Whatever fails inside it is `Expected union value` at the union's own
/// place, as the original says; the inner reason stays in the summary.
template <class... T>
bool read_union(const json::value& from, std::variant<T...>& out, Context& context) {
    using First = std::variant_alternative_t<0, std::variant<T...>>;
    const json::object* object = from.if_object();
    const json::value* told = object ? object->if_contains(tag_of<First>.name) : nullptr;
    const json::string* tag = told ? told->if_string() : nullptr;
    bool known = false, fits = false;
    Context inner;
    const auto attempt = [&]<class Alternative>(std::type_identity<Alternative>) {
        if (known || !tag || std::string_view(*tag) != tag_of<Alternative>.word) return;
        known = true;
        fits = read(from, out.template emplace<Alternative>(), inner);
    };
    (attempt(std::type_identity<T>()), ...);
    if (fits) return true;
    context.fail("Expected union value", example_json<First>(), &from);
    if (!inner.issues.empty() && !context.issues.empty()) {
        const Issue& reason = inner.issues.front();
        context.issues.back().summary = reason.property + ": " + reason.summary;
    }
    return false;
}

}  // namespace detail

template <class T>
bool read(const json::value& from, T& out, Context& context) {
    if constexpr (std::is_same_v<T, json::value>)
        return out = from, true;
    else if constexpr (TextField<T>)
        return read_text(from, T::rule, out.value, context);
    else if constexpr (NumberField<T>)
        return read_number(from, T::rule, out.value, context);
    else if constexpr (IntegerField<T>)
        return read_integer(from, T::rule, out.value, context);
    else if constexpr (std::is_same_v<T, std::string>)
        return read_text(from, TextRule(), out, context);
    else if constexpr (std::is_same_v<T, double>)
        return read_number(from, NumberRule(), out, context);
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return read_integer(from, IntegerRule(), out, context);
    else if constexpr (std::is_same_v<T, bool>)
        return read_bool(from, out, context);
    else if constexpr (std::is_same_v<T, Time>)
        return read_time(from, out, context);
    else if constexpr (DescribedEnum<T>)
        return detail::read_enum(from, out, context);
    else if constexpr (is_optional<T>) {
        if (from.is_null()) return out.reset(), true;
        return read(from, out.emplace(), context);
    } else if constexpr (is_omittable<T>)
        return read(from, out.emplace(), context);
    else if constexpr (is_vector<T>)
        return detail::read_vector(from, out, context);
    else if constexpr (is_variant<T>)
        return detail::read_union(from, out, context);
    else if constexpr (is_patch<T>)
        return detail::read_patch(from, out, context);
    else {
        static_assert(DescribedStruct<T>, "a body is a field kind, a described struct, or made of them");
        return detail::read_struct(from, out, context);
    }
}

/// The whole value, or Fault::invalid with its issues; `on` says where it stood: "body", "params", "query", "message".
template <class T>
Result<T> decode(const json::value& from, std::string_view on) {
    Context context;
    T out{};
    if (read(from, out, context)) return out;
    Error error{Fault::invalid, context.issues.front().message};
    error.issues = std::move(context.issues);
    error.on = on;
    return error;
}

}  // namespace pictbook::schema
