// The header Idempotency-Key of writes (V2-23): the op under which the journal knows the write.
#pragma once

#include <charconv>

#include "api/parts.hpp"
#include "base/ids.hpp"
#include "canvas/command.hpp"
#include "http/error.hpp"
#include "http/extract.hpp"

namespace pictbook::api {

struct IdempotencyKey {
    std::optional<canvas::OpKey> op;  // nothing without the header
};

/// `c` or `c:n`; nothing when it is neither.
inline std::optional<canvas::OpKey> parse_idempotency_key(std::string_view text) {
    const std::size_t colon = text.find(':');
    canvas::OpKey op{std::string(text.substr(0, colon)), 0};
    if (!is_plausible_id(op.client)) return std::nullopt;
    if (colon == std::string_view::npos) return op;
    const std::string_view digits = text.substr(colon + 1);
    const char* end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, op.counter);
    const bool whole = error == std::errc() && rest == end && op.counter >= 0;
    if (!whole || static_cast<double>(op.counter) > model::Whole::kMost) return std::nullopt;
    return op;
}

}  // namespace pictbook::api

namespace pictbook::http {

template <>
struct Extract<api::Parts, api::IdempotencyKey> {
    static boost::asio::awaitable<Result<api::IdempotencyKey>> from(const api::Parts&, Request& request) {
        api::IdempotencyKey out;
        if (!request.headers.has("Idempotency-Key")) co_return out;
        out.op = api::parse_idempotency_key(request.headers.get("Idempotency-Key"));
        if (!out.op)
            co_return failure(Fault::bad_request,
                              "Idempotency-Key must be 1 to 64 letters, digits, hyphens and underscores, and may end "
                              "with a colon and a whole number");
        co_return out;
    }
    static void describe(Operation& operation) {
        operation.add_parameter(
            "Idempotency-Key", "header", false,
            schema::json::object{{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{1,64}(:[0-9]{1,16})?$"}});
    }
};

}  // namespace pictbook::http
