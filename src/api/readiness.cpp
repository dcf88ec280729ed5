#include "api/readiness.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.hpp"

namespace pictbook::api {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr db::Statement kPing("SELECT 1");

}  // namespace

Readiness::Readiness(const asio::any_io_executor& executor, db::Db& db, blob::Blobs& blobs)
    : db_(db), blobs_(blobs), over_(executor) {}

awaitable<std::string> Readiness::ask() {
    if (!looking_ && (!looked_ || Monotonic::now() - *looked_ >= kKept)) begin();
    while (looking_ && over_.expiry() > Monotonic::now()) {
        boost::system::error_code over;
        co_await over_.async_wait(asio::redirect_error(asio::use_awaitable, over));
    }
    co_return looking_ ? part_ : away_;
}

void Readiness::begin() {
    looking_ = true;
    over_.expires_after(kLongestWait);
    asio::co_spawn(over_.get_executor(), look(), asio::detached);
}

/// What is away is logged, for the answer is for everybody.
awaitable<void> Readiness::look() {
    away_.clear();
    try {
        part_ = kDatabase;
        co_await db_.run(kPing);
        part_ = "object store";
        over_.expires_at(std::min(over_.expiry(), Monotonic::now() + kStoreWait));
        co_await blobs_.check();
    } catch (const std::exception& error) {
        log::warning("a part is away", {{"part", part_}, {"reason", error.what()}});
        away_ = part_;
    }
    looked_ = Monotonic::now();
    looking_ = false;
    over_.expires_after(Milliseconds(0));
}

}  // namespace pictbook::api
