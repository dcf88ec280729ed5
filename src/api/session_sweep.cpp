#include "api/session_sweep.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"
#include "store/invitations.hpp"
#include "store/journal.hpp"
#include "store/sessions.hpp"

namespace pictbook::api {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr Seconds kSweepSessionsEvery = std::chrono::minutes(10);
constexpr Seconds kKept = std::chrono::hours(1);  // so that a node whose clock is ahead ends nobody's session early
constexpr std::int64_t kMostAtOnce = 500;         // rows in one statement, so that other writers wait only shortly

awaitable<void> sweep_sessions_once(const Parts& parts) {
    const Time time = now() - kKept;
    while (co_await store::delete_ended_sessions(parts.db, time, kMostAtOnce) == kMostAtOnce) {
    }
    while (co_await store::drop_ended_invitations(parts.db, time, kMostAtOnce) == kMostAtOnce) {
    }
    const JournalSettings& journal = parts.config.journal;
    while (!co_await store::cut_journals(parts.db, now() - journal.days, journal.entries, kMostAtOnce)) {
    }
}

}  // namespace

awaitable<void> sweep_ended_sessions(const Parts& parts) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
        try {
            co_await sweep_sessions_once(parts);
        } catch (const std::exception& error) {
            log::warning("ended sessions, invitations and old journals could not be cleared away yet",
                         {{"reason", error.what()}});
        }
        timer.expires_after(kSweepSessionsEvery);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

}  // namespace pictbook::api
