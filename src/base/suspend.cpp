#include "base/suspend.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>

namespace pictbook {

namespace asio = boost::asio;

asio::awaitable<void> suspend(std::function<void(Wake)> start) {
    auto initiate = [&start](auto handler) {
        auto executor = asio::get_associated_executor(handler);
        auto held = std::make_shared<decltype(handler)>(std::move(handler));
        const Wake wake = [held, guard = asio::make_work_guard(executor)]() mutable {
            asio::post(guard.get_executor(), [held = std::move(held)] { std::move (*held)(std::exception_ptr()); });
        };
        try {
            start(wake);
        } catch (...) {
            asio::post(executor, [held, failure = std::current_exception()] { std::move (*held)(failure); });
        }
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(initiate,
                                                                                            asio::use_awaitable);
}

}  // namespace pictbook
