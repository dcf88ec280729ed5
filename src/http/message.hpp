// A request as handlers see it and the response they give.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "http/budget.hpp"

namespace pictbook::http {

class Spool;
struct Settings;

enum class Verb { get, head, post, put, patch, remove, options, other };

Verb verb_of(std::string_view method);
std::string_view name_of(Verb verb);

/// Header fields in order; names compare without case.
class Headers {
public:
    void add(std::string name, std::string value) { list_.emplace_back(std::move(name), std::move(value)); }
    /// The first value of that name, or empty.
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const;
    /// Every value of that name, joined by ", " (RFC 9110 section 5.2).
    std::string joined(std::string_view name) const;
    /// Whether a comma-separated list header holds the word.
    bool lists(std::string_view name, std::string_view word) const;
    const std::vector<std::pair<std::string, std::string>>& all() const { return list_; }

private:
    std::vector<std::pair<std::string, std::string>> list_;
};

/// A body as it arrives, within its limit and its deadlines.
class BodyStream {
public:
    virtual ~BodyStream() = default;
    /// The next bytes, valid until the next call; empty at the end. too_large, timeout, bad_request.
    virtual boost::asio::awaitable<Result<std::string_view>> next() = 0;
    bool waited = false;  // it was not all there with its header: time passed between the two
};

/// A response body that is read while it is sent, piece by piece.
class BodySource {
public:
    static constexpr std::size_t kPieceBytes = 256 * 1024;
    /// Of a piece where readers that take their time hold too many of the others.
    static constexpr std::size_t kSmallPieceBytes = 16 * 1024;

    virtual ~BodySource() = default;
    /// At most so many bytes from `offset`, and what stands around them in a zip; empty only at the end.
    virtual boost::asio::awaitable<std::string> read(std::uint64_t offset, std::size_t most) = 0;
    std::uint64_t size = 0;
    std::size_t held = 0;  // bytes in memory for as long as it is sent, beyond the piece of the moment
};

struct Request {
    Verb verb = Verb::other;
    std::string path;   // as sent, without the query, without one trailing slash
    std::string query;  // as sent, without the question mark
    Headers headers;
    std::vector<std::string> params;  // what the path's `:names` matched, decoded
    std::size_t route = 0;            // of Router::counts(): which was found
    std::string id;                   // X-Request-Id of the response
    std::string client;               // address of the client, through trusted proxies
    BodyStream* body = nullptr;
    Budget::Held held_body;  // until it is answered, by read_body()
    Spool* spool = nullptr;
    const Settings* settings = nullptr;
    std::optional<Limit> limit_of_user;    // to be asked by whoever finds out who the user is
    std::vector<std::string> set_cookies;  // Set-Cookie values of the response, whatever its status

    /// The whole body as it was sent, for readers of JSON; unavailable when too much is held of all bodies.
    boost::asio::awaitable<Result<std::string>> read_body();
    /// The media type in lower case without parameters.
    std::string content_type() const;
};

struct Response {
    unsigned status = 200;
    std::string content_type = {};  // empty: no Content-Type header
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::unique_ptr<BodySource> source = {};  // instead of body

    static Response text(unsigned status, std::string body);
    static Response json(unsigned status, std::string body);
    static Response html(unsigned status, std::string body);
    static Response redirect(std::string location);
};

std::string_view reason_of(unsigned status);

}  // namespace pictbook::http
