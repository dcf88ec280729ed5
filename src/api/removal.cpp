#include "api/removal.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/writing.hpp"
#include "base/log.hpp"
#include "store/images.hpp"
#include "store/removals.hpp"

namespace pictbook::api {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr Seconds kSweepEvery{30};

awaitable<void> sweep_once(const Parts& parts) {
    std::vector<std::string> keys;
    do {
        keys = co_await store::take_due_removals(parts.db, now());
        co_await remove_objects(parts, keys);
    } while (!keys.empty());
}

}  // namespace

awaitable<bool> remove_project_and_objects(const Parts& parts, std::string project_id) {
    auto remove = [&](db::Sql& sql) -> awaitable<Result<std::vector<std::string>>> {
        std::vector<std::string> keys = co_await store::list_image_keys(sql, project_id);
        co_await store::remove_project(sql, project_id);
        co_return keys;
    };
    Error gone{Fault::not_found, "Project not found"};
    const Result<std::vector<std::string>> keys = co_await write_in_book(parts, project_id, remove, std::move(gone));
    if (!keys) co_return false;
    parts.control.project_changed(project_id);  // first: a book of many photos takes its time
    co_await remove_objects(parts, *keys);
    co_return true;
}

awaitable<bool> remove_image_and_object(const Parts& parts, std::string project_id, std::string image_id) {
    Error gone{Fault::not_found, "Image not found"};
    auto remove = [&](db::Sql& sql) -> awaitable<Result<std::string>> {
        std::optional<std::string> key = co_await store::remove_image(sql, image_id);
        if (!key) co_return gone;
        co_return std::move(*key);
    };
    const Result<std::string> key = co_await write_in_book(parts, project_id, remove, gone);
    if (!key) co_return false;
    std::vector<std::string> keys(1, *key);
    co_await remove_objects(parts, std::move(keys));
    co_return true;
}

awaitable<void> remove_objects(const Parts& parts, std::vector<std::string> keys) {
    for (const std::string& key : keys) {
        try {
            co_await parts.blobs.remove(key);
            co_await store::drop_removal(parts.db, key);
        } catch (const std::exception& error) {
            log::warning("an object could not be removed yet", {{"key", key}, {"reason", error.what()}});
        }
    }
}

awaitable<void> sweep_removals(const Parts& parts) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
        try {
            co_await sweep_once(parts);
        } catch (const std::exception& error) {
            log::warning("objects could not be removed yet", {{"reason", error.what()}});
        }
        timer.expires_after(kSweepEvery);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

}  // namespace pictbook::api
