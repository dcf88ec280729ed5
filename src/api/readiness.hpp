// Whether the database and the object store answer. However many ask, they are looked at once at a time and once a second.
// One for each worker, used on its thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "blob/blobs.hpp"
#include "db/db.hpp"

namespace pictbook::api {

class Readiness {
public:
    static constexpr Milliseconds kKept{1'000};         // so long a look counts
    static constexpr Milliseconds kLongestWait{3'000};  // whoever asks is answered by then
    static constexpr Milliseconds kStoreWait{500};      // of it, for the object store: a store that hangs delays nobody
    static constexpr std::string_view kDatabase = "database";

    Readiness(const boost::asio::any_io_executor& executor, db::Db& db, blob::Blobs& blobs);
    Readiness(const Readiness&) = delete;
    Readiness& operator=(const Readiness&) = delete;

    /// The part that is away, `database` or `object store`; empty when both answer.
    boost::asio::awaitable<std::string> ask();

private:
    void begin();
    boost::asio::awaitable<void> look();

    db::Db& db_;
    blob::Blobs& blobs_;
    boost::asio::steady_timer over_;  // expires with the look, or when its part took too long
    bool looking_ = false;            // ends with the deadlines of the database and of the store, which are longer
    std::string part_;                // the one looked at
    std::string away_;                // what the last look found
    std::optional<Monotonic::time_point> looked_;
};

}  // namespace pictbook::api
