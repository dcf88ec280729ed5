#include "http/router.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace pictbook::http {

namespace {

template <class Text>
std::vector<Text> split(std::string_view path) {
    std::vector<Text> out;
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const std::size_t end = std::min(path.find('/'), path.size());
        out.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return out;
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    if (pattern.size() != path.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i)
        if (pattern[i][0] != ':' && pattern[i] != path[i]) return false;
    return true;
}

/// A broken escape stays as it came: such an id belongs to nothing.
std::vector<std::string> params_of(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < pattern.size(); ++i)
        if (pattern[i][0] == ':') out.push_back(percent_decode(path[i]).value_or(std::string(path[i])));
    return out;
}

bool is_secret(const std::string& segment) { return segment == ":token" || segment == ":capability"; }

/// A word, or the id of a book, an element or an image. Anything else that a client sends in a path may be a token, a user's id, an
/// address, or what somebody pasted.
bool is_plain(std::string_view segment) {
    constexpr std::size_t kLongestPlain = 25;
    const auto is_usual = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    };
    return segment.size() <= kLongestPlain && std::all_of(segment.begin(), segment.end(), is_usual);
}

/// "/" alone has no segments.
std::vector<std::string_view> segments_of(const Request& request) {
    return request.path == "/" ? std::vector<std::string_view>() : split<std::string_view>(request.path);
}

}  // namespace

Router::Router() {
    number_of("*", "unmatched");
    number_of("OPTIONS", "*");
}

std::size_t Router::number_of(std::string_view method, std::string_view route) {
    RouteCounts& counts = counts_.emplace_back();
    counts.method = method;
    counts.route = route;
    return counts_.size() - 1;
}

void Router::add(Endpoint endpoint) {
    endpoint.number = number_of(name_of(endpoint.verb), endpoint.path);
    if (endpoint.path != "/") endpoint.segments = split<std::string>(endpoint.path);
    if (std::any_of(endpoint.segments.begin(), endpoint.segments.end(), is_secret))
        secret_paths_.push_back(endpoint.segments);
    endpoints_.push_back(std::move(endpoint));
}

void Router::mount_socket(std::string path, std::string protocol, decltype(SocketEndpoint::take) take,
                          decltype(SocketEndpoint::refuse) refuse) {
    std::vector<std::string> segments = split<std::string>(path);
    const std::size_t number = number_of("GET", path);
    sockets_.push_back(
        {std::move(path), std::move(segments), std::move(protocol), std::move(take), std::move(refuse), number});
}

const Endpoint* Router::match(Request& request) const {
    request.route = kNoRoute;
    const Verb verb = request.verb == Verb::head ? Verb::get : request.verb;
    const std::vector<std::string_view> path = segments_of(request);
    for (const Endpoint& each : endpoints_) {
        if (each.verb != verb || !matches(each.segments, path)) continue;
        request.params = params_of(each.segments, path);
        request.route = each.number;
        return &each;
    }
    return nullptr;
}

const SocketEndpoint* Router::match_socket(Request& request) const {
    const std::vector<std::string_view> path = segments_of(request);
    for (const SocketEndpoint& each : sockets_) {
        if (!matches(each.segments, path)) continue;
        request.route = each.number;
        request.params = params_of(each.segments, path);
        return &each;
    }
    return nullptr;
}

std::string Router::loggable_path(const Request& request) const {
    const std::vector<std::string_view> path = segments_of(request);
    const auto secret = std::find_if(secret_paths_.begin(), secret_paths_.end(),
                                     [&](const std::vector<std::string>& pattern) { return matches(pattern, path); });
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const bool is_permission = secret != secret_paths_.end() && is_secret((*secret)[i]);
        out += '/';
        out += is_permission       ? std::string_view((*secret)[i])
               : is_plain(path[i]) ? path[i]
                                   : std::string_view(":other");
    }
    return out.empty() ? "/" : out;
}

Response Router::not_found(const Request& request) const {
    const bool quiet = !quiet_prefix_.empty() && request.path.starts_with(quiet_prefix_) &&
                       (request.path.size() == quiet_prefix_.size() || request.path[quiet_prefix_.size()] == '/');
    return quiet ? Response{.status = 404} : Response::text(404, "NOT_FOUND");
}

}  // namespace pictbook::http
