#include "http/message.hpp"

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace pictbook::http {

namespace {

constexpr std::array<std::pair<std::string_view, Verb>, 7> kVerbs{{{"GET", Verb::get},
                                                                   {"HEAD", Verb::head},
                                                                   {"POST", Verb::post},
                                                                   {"PUT", Verb::put},
                                                                   {"PATCH", Verb::patch},
                                                                   {"DELETE", Verb::remove},
                                                                   {"OPTIONS", Verb::options}}};

/// Of a body, and not counted: what most of them have, and little beside what a connection costs anyway.
constexpr std::size_t kSmallBodyBytes = 64 * 1024;

std::size_t beyond_small(std::size_t bytes) { return std::max(bytes, kSmallBodyBytes) - kSmallBodyBytes; }

Error too_many() {
    return {
        .fault = Fault::unavailable, .message = "Too many large bodies are on their way", .retry_after = Seconds(1)};
}

}  // namespace

Verb verb_of(std::string_view method) {
    for (const auto& [name, verb] : kVerbs)
        if (name == method) return verb;
    return Verb::other;
}

std::string_view name_of(Verb verb) {
    for (const auto& [name, each] : kVerbs)
        if (each == verb) return name;
    return "OTHER";
}

std::string_view Headers::get(std::string_view name) const {
    for (const auto& [key, value] : list_)
        if (equal_ignoring_case(key, name)) return value;
    return {};
}

bool Headers::has(std::string_view name) const {
    return std::any_of(list_.begin(), list_.end(),
                       [&](const auto& each) { return equal_ignoring_case(each.first, name); });
}

std::string Headers::joined(std::string_view name) const {
    std::string out;
    for (const auto& [key, value] : list_) {
        if (!equal_ignoring_case(key, name)) continue;
        if (!out.empty()) out += ", ";
        out += value;
    }
    return out;
}

bool Headers::lists(std::string_view name, std::string_view word) const {
    const std::string value = joined(name);
    std::string_view rest = value;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        if (equal_ignoring_case(trim(rest.substr(0, comma)), word)) return true;
        rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
    }
    return false;
}

boost::asio::awaitable<Result<std::string>> Request::read_body() {
    std::string out;
    for (;;) {
        const Result<std::string_view> chunk = co_await body->next();
        if (!chunk) co_return chunk.error();
        if (chunk->empty()) co_return out;
        if (!held_body.grow(beyond_small(out.size() + chunk->size()) - beyond_small(out.size()))) co_return too_many();
        out.append(*chunk);
    }
}

std::string Request::content_type() const {
    const std::string_view value = headers.get("Content-Type");
    return to_lower_ascii(trim(value.substr(0, value.find(';'))));
}

Response Response::text(unsigned status, std::string body) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(body)};
}

Response Response::json(unsigned status, std::string body) {
    return {.status = status, .content_type = "application/json; charset=utf-8", .body = std::move(body)};
}

Response Response::html(unsigned status, std::string body) {
    return {.status = status, .content_type = "text/html; charset=utf-8", .body = std::move(body)};
}

Response Response::redirect(std::string location) {
    Response out{.status = 302};
    out.headers.emplace_back("Location", std::move(location));
    return out;
}

std::string_view reason_of(unsigned status) {
    switch (status) {
        case 101:
            return "Switching Protocols";
        case 200:
            return "OK";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 302:
            return "Found";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 416:
            return "Range Not Satisfiable";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "Status";
    }
}

}  // namespace pictbook::http
