#include "api/removal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "api/committing.hpp"
#include "api/writing.hpp"
#include "base/log.hpp"
#include "store/backups.hpp"
#include "store/images.hpp"
#include "store/removals.hpp"

namespace pictbook::api {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr Seconds kSweepRemovalsEvery{30};
constexpr Seconds kLongestWait{2};  // usually milliseconds; longer is a store in trouble or a very large book

/// False when this object can't be removed; throws Unavailable when none can, for now.
awaitable<bool> remove_object(const Parts& parts, std::string key) {
    try {
        co_await parts.blobs.remove(key);
        co_await store::drop_removal(parts.db, key);
        co_return true;
    } catch (const Unavailable&) {
        throw;
    } catch (const std::exception& error) {
        log::warning("an object could not be removed yet", {{"key", key}, {"reason", error.what()}});
    }
    co_return false;
}

/// What a backup may still read waits for the sweep.
awaitable<void> remove_each(const Parts& parts, std::vector<std::string> keys) {
    const bool held = co_await store::are_removals_held(parts.db, now());
    if (held) co_return;
    for (const std::string& key : keys) co_await remove_object(parts, key);
}

void log_rest(std::exception_ptr failure) {
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log::warning("objects could not be removed yet", {{"reason", error.what()}});
    }
}

/// Ends when nothing more is due or nothing more can be removed; each round but the last removes something.
awaitable<void> sweep_removals_once(const Parts& parts) {
    for (bool removed = true; removed;) {
        removed = false;
        const std::vector<store::DueRemoval> due = co_await store::list_due_removals(parts.db, now());
        const bool held = co_await store::are_removals_held(parts.db, now());  // after the look at what is due
        if (held) co_return;
        for (const store::DueRemoval& each : due) {
            const bool ours = co_await store::take_removal(parts.db, each, now());
            if (ours && co_await remove_object(parts, each.key)) removed = true;
        }
    }
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
    parts.control.project_changed(project_id);  // first: the objects take their time
    co_await remove_objects(parts, *keys);
    co_return true;
}

awaitable<bool> remove_image_and_object(const Parts& parts, std::string project_id, std::string image_id,
                                        std::string user_id) {
    Error gone{Fault::not_found, "Image not found"};
    const canvas::Draft draft{std::move(user_id), std::nullopt, canvas::remove_asset_command(image_id)};
    std::vector<canvas::Verdict> verdicts;
    auto remove = [&](db::Sql& sql) -> awaitable<Result<std::string>> {
        verdicts = co_await canvas::commit(sql, project_id, std::span(&draft, 1), now(), false);
        std::optional<std::string> key = co_await store::remove_image(sql, image_id);
        if (!key) co_return gone;
        co_return std::move(*key);
    };
    const Result<std::string> key = co_await write_in_book(parts, project_id, remove, gone);
    if (!key) co_return false;
    if (const auto* commit = std::get_if<canvas::Commit>(&verdicts.front())) tell_commit(parts, project_id, *commit);
    std::vector<std::string> keys(1, *key);
    co_await remove_objects(parts, std::move(keys));
    co_return true;
}

awaitable<void> remove_objects(const Parts& parts, std::vector<std::string> keys) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const auto wait = std::make_shared<asio::steady_timer>(executor, kLongestWait);
    asio::co_spawn(executor, remove_each(parts, std::move(keys)), [wait](std::exception_ptr failure) {
        log_rest(failure);
        wait->expires_after(Seconds(0));  // also when nobody waits yet
    });
    boost::system::error_code over;
    co_await wait->async_wait(asio::redirect_error(asio::use_awaitable, over));
}

awaitable<void> sweep_removals(const Parts& parts) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (;;) {
        try {
            co_await sweep_removals_once(parts);
        } catch (const std::exception&) {
            log_rest(std::current_exception());
        }
        timer.expires_after(kSweepRemovalsEvery);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

}  // namespace pictbook::api
