// Which route answers a request. Routes are few, so matching is a walk over them; it was never seen in a profile.
#pragma once

#include <memory>

#include "http/route.hpp"

namespace pictbook::http {

class Upgraded;

struct Endpoint {
    Verb verb;
    std::string path;
    std::vector<std::string> segments;  // ":name" matches one segment of any text
    std::uint64_t body_limit;
    bool takes_keys;
    std::function<boost::asio::awaitable<Response>(Request&)> handle;
    std::function<void(Operation&)> describe;
};

struct SocketEndpoint {
    std::string path;
    std::vector<std::string> segments;
    std::string protocol;  // that is agreed on when it is offered (RFC 6455 section 1.9); empty: none
    std::function<void(Request, Upgraded)> take;                    // on the connection's thread
    std::function<std::optional<Response>(const Request&)> refuse;  // the answer instead of a handshake
};

class Router {
public:
    /// `parts` must live as long as the router; null for a router that only describes its routes.
    template <class Parts>
    void mount(Table<Parts> table, const Parts* parts) {
        for (Route<Parts>& route : table) {
            auto handle = [function = std::move(route.handle), parts](Request& request) {
                return function(*parts, request);
            };
            add({route.verb,
                 route.path,
                 {},
                 route.body_limit,
                 route.takes_keys,
                 std::move(handle),
                 std::move(route.describe)});
        }
    }
    void mount_socket(std::string path, std::string protocol, decltype(SocketEndpoint::take) take,
                      decltype(SocketEndpoint::refuse) refuse);
    /// Below `prefix` an unknown path is answered with 404 and an empty body instead of `NOT_FOUND`.
    void quiet_below(std::string prefix) { quiet_prefix_ = std::move(prefix); }

    /// Fills request.params. HEAD is matched as GET.
    const Endpoint* match(Request& request) const;
    const SocketEndpoint* match_socket(Request& request) const;
    Response not_found(const Request& request) const;
    /// The path as a log may have it: what `:token` and `:capability` stand for is left out, for it is a permission.
    std::string loggable_path(const Request& request) const;
    const std::vector<Endpoint>& endpoints() const { return endpoints_; }

private:
    void add(Endpoint endpoint);

    std::vector<Endpoint> endpoints_;
    std::vector<std::vector<std::string>> secret_paths_;  // of those that hold a permission
    std::vector<SocketEndpoint> sockets_;
    std::string quiet_prefix_;
};

}  // namespace pictbook::http
