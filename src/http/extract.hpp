// The extractors that need nothing but the request: Path, Query, Body, Cookies, Client.
#pragma once

#include "base/ids.hpp"
#include "http/route.hpp"
#include "schema/decode.hpp"

namespace pictbook::http {

/// The `:names` of the path; T's members are exactly those names, in the path's order, all texts.
template <class T>
struct Path : T {};

/// The query's parameters; T's members are optional texts. Unknown parameters are ignored.
template <class T>
struct Query : T {};

/// A JSON body that fits T. A T with `static Error refuse(const Issue&)` says itself how a misfit is answered.
template <class T>
struct Body {
    T value;
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
};

/// The request's cookies, and those to set whatever the answer.
class Cookies {
public:
    explicit Cookies(Request& request) : request_(&request) {}
    const Headers& headers() const { return request_->headers; }
    void set(std::string header_value) const { request_->set_cookies.push_back(std::move(header_value)); }

private:
    Request* request_;
};

/// Who is at the other end.
struct Client {
    std::string address;
    std::string user_agent;
    bool to_localhost = false;  // the Host header says localhost
    std::string origin;         // as sent, or empty
};

namespace detail {

/// Members' names against the path's `:names`, in order.
template <class T>
consteval bool names_agree(std::string_view path) {
    bool agree = true;
    boost::mp11::mp_for_each<schema::Members<T>>([&](auto member) {
        const std::size_t colon = path.find(':');
        if (colon == path.npos) {
            agree = false;
            return;
        }
        path.remove_prefix(colon + 1);
        const std::size_t end = std::min(path.find('/'), path.size());
        if (path.substr(0, end) != member.name) agree = false;
        path.remove_prefix(end);
    });
    return agree && path.find(':') == path.npos;
}

schema::json::object parse_query(std::string_view query);
bool is_json(const Request& request);

/// What any JSON body brings; not how a misfit is answered.
template <class T>
void describe_json_body(Operation& operation) {
    using schema::json::object;
    object media{{"schema", schema::schema_of<T>(operation.definitions)}, {"example", schema::example_of<T>()}};
    operation.request_body = {{"required", true}, {"content", object{{"application/json", std::move(media)}}}};
    operation.add_failure(Fault::bad_request, "Bad Request", Shape::text);
    operation.add_failure(Fault::too_large, "The body is too large");
}

}  // namespace detail

template <class Parts, class T>
struct Extract<Parts, Path<T>> {
    static consteval bool fits(std::string_view path) { return detail::names_agree<T>(path); }

    static boost::asio::awaitable<Result<Path<T>>> from(const Parts&, Request& request) {
        Path<T> out;
        std::size_t next = 0;
        boost::mp11::mp_for_each<schema::Members<T>>([&](auto member) {
            auto& field = out.*member.pointer;
            field.value = request.params[next++];
            // What can't be an id is the id of nothing, so that no odd text reaches a store.
            if constexpr (requires { field.is_id; })
                if (!is_plausible_id(field.value)) field.value.clear();
        });
        co_return out;
    }
    static void describe(Operation& operation) {
        boost::mp11::mp_for_each<schema::Members<T>>([&](auto member) {
            using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            operation.add_parameter(member.name, "path", true, schema::schema_of<Member>(operation.definitions));
        });
    }
};

template <class Parts, class T>
struct Extract<Parts, Query<T>> {
    static boost::asio::awaitable<Result<Query<T>>> from(const Parts&, Request& request) {
        Result<T> value = schema::decode<T>(detail::parse_query(request.query), "query");
        if (!value) co_return value.error();
        co_return Query<T>{std::move(*value)};
    }
    static void describe(Operation& operation) {
        boost::mp11::mp_for_each<schema::Members<T>>([&](auto member) {
            using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            operation.add_parameter(member.name, "query", !schema::is_optional<Member>,
                                    schema::schema_of<Member>(operation.definitions));
        });
    }
};

template <class Parts, class T>
struct Extract<Parts, Body<T>> {
    static constexpr std::uint64_t body_limit = kMostJsonBytes;

    static boost::asio::awaitable<Result<Body<T>>> from(const Parts&, Request& request) {
        const Result<std::string> text = co_await request.read_body();
        if (!text) co_return text.error();
        const bool absent = text->empty();
        if (!absent && !detail::is_json(request)) co_return bad_request();
        schema::json::monotonic_resource memory(text->size() * 2 + 1024);
        const auto tree =
            absent ? std::optional<schema::json::value>(std::in_place) : schema::parse_json(*text, &memory);
        if (!tree) co_return bad_request();
        Result<T> value = schema::decode<T>(*tree, "body");
        if (value) co_return Body<T>{std::move(*value)};
        if constexpr (requires { T::refuse(value.error().issues.front()); })
            co_return T::refuse(value.error().issues.front());
        else
            co_return value.error();
    }
    static void describe(Operation& operation) {
        detail::describe_json_body<T>(operation);
        if constexpr (!requires { T::refuse(std::declval<Issue>()); })
            operation.add_misfit("The body does not fit its schema");
    }
};

template <class Parts>
struct Extract<Parts, Cookies> {
    static boost::asio::awaitable<Result<Cookies>> from(const Parts&, Request& request) { co_return Cookies(request); }
    static void describe(Operation&) {}
};

template <class Parts>
struct Extract<Parts, Client> {
    static boost::asio::awaitable<Result<Client>> from(const Parts&, Request& request) {
        const std::string_view host = request.headers.get("Host");
        Client client;
        client.address = request.client;
        client.user_agent = request.headers.get("User-Agent");
        client.to_localhost = host == "localhost" || host.starts_with("localhost:");
        client.origin = request.headers.get("Origin");
        co_return client;
    }
    static void describe(Operation&) {}
};

}  // namespace pictbook::http
