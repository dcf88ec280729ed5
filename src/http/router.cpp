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

/// "/" alone has no segments.
std::vector<std::string_view> segments_of(const Request& request) {
    return request.path == "/" ? std::vector<std::string_view>() : split<std::string_view>(request.path);
}

}  // namespace

void Router::add(Endpoint endpoint) {
    if (endpoint.path != "/") endpoint.segments = split<std::string>(endpoint.path);
    if (std::any_of(endpoint.segments.begin(), endpoint.segments.end(), is_secret))
        secret_paths_.push_back(endpoint.segments);
    endpoints_.push_back(std::move(endpoint));
}

void Router::mount_socket(std::string path, std::string protocol, decltype(SocketEndpoint::take) take,
                          decltype(SocketEndpoint::refuse) refuse) {
    std::vector<std::string> segments = split<std::string>(path);
    sockets_.push_back({std::move(path), std::move(segments), std::move(protocol), std::move(take), std::move(refuse)});
}

const Endpoint* Router::match(Request& request) const {
    const Verb verb = request.verb == Verb::head ? Verb::get : request.verb;
    const std::vector<std::string_view> path = segments_of(request);
    for (const Endpoint& each : endpoints_) {
        if (each.verb != verb || !matches(each.segments, path)) continue;
        request.params = params_of(each.segments, path);
        return &each;
    }
    return nullptr;
}

const SocketEndpoint* Router::match_socket(Request& request) const {
    const std::vector<std::string_view> path = segments_of(request);
    for (const SocketEndpoint& each : sockets_) {
        if (!matches(each.segments, path)) continue;
        request.params = params_of(each.segments, path);
        return &each;
    }
    return nullptr;
}

std::string Router::loggable_path(const Request& request) const {
    const std::vector<std::string_view> path = segments_of(request);
    for (const std::vector<std::string>& pattern : secret_paths_) {
        if (!matches(pattern, path)) continue;
        std::string out;
        for (std::size_t i = 0; i < path.size(); ++i)
            out.append("/").append(is_secret(pattern[i]) ? pattern[i] : path[i]);
        return out;
    }
    return request.path;
}

Response Router::not_found(const Request& request) const {
    const bool quiet = !quiet_prefix_.empty() && request.path.starts_with(quiet_prefix_) &&
                       (request.path.size() == quiet_prefix_.size() || request.path[quiet_prefix_.size()] == '/');
    return quiet ? Response{.status = 404} : Response::text(404, "NOT_FOUND");
}

}  // namespace pictbook::http
