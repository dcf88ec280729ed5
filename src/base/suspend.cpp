#include "base/suspend.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <thread>

namespace pictbook {

namespace asio = boost::asio;

namespace {

/// Until it is taken, for the caller would wait for ever otherwise: there is memory again once others were refused theirs.
template <class Executor, class Work>
void post_surely(const Executor& executor, const Work& work) {
    for (;;) {
        try {
            return asio::post(executor, work);
        } catch (const std::bad_alloc&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
}

}  // namespace

asio::awaitable<void> suspend(std::function<void(Wake)> start) {
    auto initiate = [&start](auto handler) {
        using Caller = decltype(handler);
        auto executor = asio::get_associated_executor(handler);
        auto held = std::make_shared<std::optional<Caller>>(std::move(handler));
        // Taken out where the caller runs: what another thread still holds of it then is empty.
        const auto resume = [](const std::shared_ptr<std::optional<Caller>>& from, std::exception_ptr failure) {
            Caller caller = *std::move(*from);
            from->reset();
            std::move(caller)(std::move(failure));
        };
        const Wake wake = [resume, held, guard = asio::make_work_guard(executor)]() mutable {
            post_surely(guard.get_executor(), [resume, held] { resume(held, nullptr); });
            held.reset();  // the caller may keep its Wake: together they would keep each other
        };
        try {
            start(wake);
        } catch (...) {
            post_surely(executor, [resume, held, failure = std::current_exception()] { resume(held, failure); });
        }
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(initiate,
                                                                                            asio::use_awaitable);
}

}  // namespace pictbook
