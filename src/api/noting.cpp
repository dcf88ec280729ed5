#include "api/noting.hpp"

#include "base/log.hpp"
#include "base/result.hpp"

namespace pictbook::api {

using boost::asio::awaitable;

awaitable<bool> try_to_note(awaitable<void> write) {
    try {
        co_await std::move(write);
        co_return true;
    } catch (const Unavailable& error) {
        thread_local log::Seldom seldom(Milliseconds(10'000));
        if (const std::optional<std::int64_t> more = seldom.next())
            log::warning("a session or the use of a key could not be noted yet",
                         {{"reason", error.what()}, {"more", *more}});
    }
    co_return false;
}

}  // namespace pictbook::api
