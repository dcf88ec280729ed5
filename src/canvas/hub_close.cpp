// The part of the hub that ends sockets and counts why, and tells of faults.
#include <cstdio>
#include <random>

#include "base/log.hpp"
#include "canvas/hub_state.hpp"

namespace pictbook::canvas {

namespace {

constexpr std::uint16_t kUnauthorized = 3000, kServiceRestart = 1012;
constexpr int kLongestReturn = 2000;  // milliseconds

struct Words {
    std::uint16_t code;
    std::string_view reason;
};

Words words_of(Closing why) {
    switch (why) {
        case Closing::book_full:
            return {http::close_code::kTryAgainLater, "The book is full"};
        case Closing::events_lost:
            return {http::close_code::kTryAgainLater, "events were lost"};
        case Closing::unauthorized:
            return {kUnauthorized, "Unauthorized"};
        case Closing::stopping:
            return {http::close_code::kGoingAway, "Server stops"};
        case Closing::failed:
            return {http::close_code::kInternalError, "Internal error"};
        case Closing::rights_unknown:
            break;
    }
    return {http::close_code::kTryAgainLater, "Try again later"};
}

}  // namespace

void tell_fault(std::string_view what, const std::exception& error) noexcept try {
    thread_local log::Seldom seldom(Milliseconds(1000));
    if (const std::optional<std::int64_t> more = seldom.next())
        log::error(what, {{"reason", error.what()}, {"more", *more}});
} catch (...) {
    std::fputs("there is no memory for a line of the log\n", stderr);
}

void tell_absence(std::string_view what, const std::exception& error) {
    thread_local log::Seldom seldom(Milliseconds(1000));
    if (const std::optional<std::int64_t> more = seldom.next())
        log::warning(what, {{"reason", error.what()}, {"more", *more}});
}

void Hub::close(http::WebSocket& socket, Closing why, Protocol protocol) {
    if (!socket.is_open()) return;
    ++totals_.closed[static_cast<std::size_t>(why)];
    if (why == Closing::stopping && protocol == Protocol::v2) {
        // Not all at once (V2-32).
        std::uniform_int_distribution<int> wait(0, kLongestReturn);
        std::random_device random;
        return socket.close(kServiceRestart, R"({"retryAfterMs":)" + std::to_string(wait(random)) + "}");
    }
    const auto [code, reason] = words_of(why);
    socket.close(code, reason);
}

void Hub::close(Peer& peer, Closing why) {
    // Of one that never had rights the id may be any text.
    if (why == Closing::unauthorized && peer.admitted && peer.socket->is_open())
        log::info("a socket was closed, for its rights have ended", {{"book", peer.project_id}});
    close(*peer.socket, why, peer.session ? Protocol::v2 : Protocol::live);
}

}  // namespace pictbook::canvas
