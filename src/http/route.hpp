// A typed route is one line in its resource's table:
//
//     get<"/projects/:id">(show, {"One book with its members and elements", "Projects"}),
//
// Everything else is read from the function's type: its arguments are extractors (extract.hpp, api/access.hpp), exactly
// one of which is an access word, and its Result's value is the answer's schema. `Parts` is what handlers are handed.
#pragma once

#include <functional>
#include <tuple>

#include "http/error.hpp"
#include "http/message.hpp"
#include "http/operation.hpp"
#include "schema/encode.hpp"

namespace pictbook::http {

inline constexpr std::uint64_t kMostJsonBytes = 8u << 20;

/// A path as a template argument.
template <std::size_t N>
struct Pattern {
    char text[N];
    consteval Pattern(const char (&literal)[N]) { std::copy_n(literal, N, text); }
    constexpr std::string_view view() const { return {text, N - 1}; }
};

/// How an argument of a handler is made of a request. Specialisations have
///     static awaitable<Result<Arg>> from(const Parts&, Request&);
///     static void describe(Operation&);
/// and may have
///     static constexpr bool is_access = true;            who may call
///     static constexpr bool takes_keys = true;           an API key says who that is, as a session does
///     static constexpr std::uint64_t body_limit = …;     it reads a body of at most so many bytes
///     static consteval bool fits(std::string_view path); names of the path agree with its struct
template <class Parts, class Arg>
struct Extract;

struct Doc {
    const char* summary;
    const char* tag;
    std::vector<std::pair<Fault, const char*>> failures = {};  // beyond those that the arguments bring
    /// Of a route whose function makes its Response itself.
    struct Answer {
        unsigned status;
        const char* about;
        const char* media_type = nullptr;  // none: no body
    };
    std::vector<Answer> answers = {};
};

/// What a function may return for 302 instead of its JSON.
struct Redirect {
    std::string target;
};
template <class T>
using JsonOrRedirect = std::variant<Redirect, T>;

template <class Parts>
struct Route {
    Verb verb;
    std::string path;
    std::uint64_t body_limit;
    bool takes_keys;
    std::function<boost::asio::awaitable<Response>(const Parts&, Request&)> handle;
    std::function<void(Operation&)> describe;
};

template <class Parts>
using Table = std::vector<Route<Parts>>;

namespace detail {

template <class E>
inline constexpr bool is_access = requires { requires E::is_access; };

template <class E>
inline constexpr bool takes_keys = requires { requires E::takes_keys; };

template <class E>
constexpr std::uint64_t body_limit() {
    if constexpr (requires { E::body_limit; })
        return E::body_limit;
    else
        return 0;
}

template <class E>
consteval bool fits(std::string_view path) {
    if constexpr (requires { E::fits(path); })
        return E::fits(path);
    else
        return true;
}

template <class Parts, class Arg>
boost::asio::awaitable<void> extract(const Parts& parts, Request& request, std::optional<Arg>& out,
                                     std::optional<Error>& failed) {
    if (failed) co_return;
    Result<Arg> value = co_await Extract<Parts, Arg>::from(parts, request);
    if (value)
        out.emplace(std::move(*value));
    else
        failed = value.error();
}

/// HTTP-51: what an access word found out may no longer be so when the body has come, which may take as long as the client likes.
/// Counts by no user a second time.
template <class Parts, class Arg>
boost::asio::awaitable<void> ask_again(const Parts& parts, Request& request, std::optional<Arg>& out,
                                       std::optional<Error>& failed) {
    if constexpr (is_access<Extract<Parts, Arg>>) {
        request.limit_of_user.reset();
        co_await extract(parts, request, out, failed);
    }
}

/// How a handler's value becomes a response, and its schema.
template <class T>
struct Answer {
    static Response make(T value) { return Response::json(200, schema::to_json(std::move(value))); }
    static void describe(Operation& operation) {
        schema::json::object media{{"schema", schema::schema_of<T>(operation.definitions)},
                                   {"example", schema::example_of<T>()}};
        operation.responses[200] = {{"description", "Success"},
                                    {"content", schema::json::object{{"application/json", std::move(media)}}}};
    }
};
template <class T>
struct Answer<JsonOrRedirect<T>> {
    static Response make(JsonOrRedirect<T> value) {
        if (auto* redirect = std::get_if<Redirect>(&value)) return Response::redirect(std::move(redirect->target));
        return Answer<T>::make(std::get<T>(std::move(value)));
    }
    static void describe(Operation& operation) { Answer<T>::describe(operation); }
};
template <>
struct Answer<Response> {
    static Response make(Response response) { return response; }
    static void describe(Operation&) {}
};

inline void describe_listed(Operation& operation, const Doc& doc) {
    using schema::json::object;
    for (const Doc::Answer& answer : doc.answers) {
        object& response = operation.responses[answer.status];
        response["description"] = answer.about;
        if (answer.media_type) response["content"] = object{{answer.media_type, object()}};
    }
    for (const auto& [fault, message] : doc.failures)
        operation.add_failure(fault, message, Shape::json,
                              operation.code_of ? operation.code_of(message) : std::string());
}

template <class Parts, class T, class... Args, std::size_t... I>
boost::asio::awaitable<Response> call(boost::asio::awaitable<Result<T>> (*function)(const Parts&, Args...),
                                      const Parts& parts, Request& request, std::index_sequence<I...>) {
    std::tuple<std::optional<std::remove_cvref_t<Args>>...> values;
    std::optional<Error> failed;
    (co_await extract(parts, request, std::get<I>(values), failed), ...);
    if (request.body && request.body->waited) (co_await ask_again(parts, request, std::get<I>(values), failed), ...);
    if (failed) co_return render(*failed);
    Result<T> result = co_await function(parts, *std::get<I>(values)...);
    if (!result) co_return render(result.error());
    co_return Answer<T>::make(std::move(*result));
}

template <Pattern path, class Parts, class T, class... Args>
Route<Parts> make_route(Verb verb, boost::asio::awaitable<Result<T>> (*function)(const Parts&, Args...), Doc doc) {
    static_assert((0 + ... + is_access<Extract<Parts, std::remove_cvref_t<Args>>>) == 1,
                  "a route names who may call it: exactly one of Anyone, User, Reader<...> or Member<...>");
    static_assert((true && ... && fits<Extract<Parts, std::remove_cvref_t<Args>>>(path.view())),
                  "the members of the Path struct are the names in the route's path");
    constexpr bool keys = (false || ... || takes_keys<Extract<Parts, std::remove_cvref_t<Args>>>);
    static_assert(!keys || !path.view().starts_with("/auth/"),
                  "a route below /auth takes no API keys: it names Anyone or Self");
    Route<Parts> route;
    route.verb = verb;
    route.takes_keys = keys;
    route.path = path.view();
    route.body_limit = std::max({std::uint64_t{0}, body_limit<Extract<Parts, std::remove_cvref_t<Args>>>()...});
    route.handle = [function](const Parts& parts, Request& request) {
        return call(function, parts, request, std::index_sequence_for<Args...>());
    };
    route.describe = [verb, doc](Operation& operation) {
        operation.verb = verb;
        operation.summary = doc.summary;
        operation.tag = doc.tag;
        Answer<T>::describe(operation);
        (Extract<Parts, std::remove_cvref_t<Args>>::describe(operation), ...);
        describe_listed(operation, doc);
    };
    return route;
}

}  // namespace detail

template <Pattern path, class Function>
auto get(Function* function, Doc doc) {
    return detail::make_route<path>(Verb::get, function, std::move(doc));
}
template <Pattern path, class Function>
auto post(Function* function, Doc doc) {
    return detail::make_route<path>(Verb::post, function, std::move(doc));
}
template <Pattern path, class Function>
auto put(Function* function, Doc doc) {
    return detail::make_route<path>(Verb::put, function, std::move(doc));
}
template <Pattern path, class Function>
auto patch(Function* function, Doc doc) {
    return detail::make_route<path>(Verb::patch, function, std::move(doc));
}
template <Pattern path, class Function>
auto remove(Function* function, Doc doc) {
    return detail::make_route<path>(Verb::remove, function, std::move(doc));
}

}  // namespace pictbook::http
