// Which route answers a request. Routes are few, so matching is a walk over them; it was never seen in a profile.
#pragma once

#include <deque>
#include <memory>

#include "http/counts.hpp"
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
    std::size_t number = 0;  // of Router::counts()
};

struct SocketEndpoint {
    std::string path;
    std::vector<std::string> segments;
    std::string protocol;  // that is agreed on when it is offered (RFC 6455 section 1.9); empty: none
    std::function<void(Request, Upgraded)> take;                    // on the connection's thread
    std::function<std::optional<Response>(const Request&)> refuse;  // the answer instead of a handshake
    std::size_t number = 0;                                         // of Router::counts()
};

class Router {
public:
    // Numbers of those that are no declared route.
    static constexpr std::size_t kNoRoute = 0;
    static constexpr std::size_t kPreflight = 1;

    Router();
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

    /// Fills request.params and request.route. HEAD is matched as GET.
    const Endpoint* match(Request& request) const;
    const SocketEndpoint* match_socket(Request& request) const;
    Response not_found(const Request& request) const;
    /// The path as a log may have it: what `:token` and `:capability` stand for is left out, for it is a permission, and so is
    /// every segment that is longer than the id of a book or has letters that no id has.
    std::string loggable_path(const Request& request) const;
    const std::vector<Endpoint>& endpoints() const { return endpoints_; }
    /// Of each route by its number. The connections' thread changes them, any thread reads.
    std::deque<RouteCounts>& counts() { return counts_; }
    const std::deque<RouteCounts>& counts() const { return counts_; }

private:
    void add(Endpoint endpoint);
    std::size_t number_of(std::string_view method, std::string_view route);

    std::vector<Endpoint> endpoints_;
    std::vector<std::vector<std::string>> secret_paths_;  // of those that hold a permission
    std::vector<SocketEndpoint> sockets_;
    std::string quiet_prefix_;
    std::deque<RouteCounts> counts_;
};

}  // namespace pictbook::http
