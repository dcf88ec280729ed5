// Waiting for a coroutine in a command that serves nobody.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

namespace pictbook::cli {

template <class T>
T wait_for(boost::asio::awaitable<T> work) {
    boost::asio::io_context loop(1);
    std::exception_ptr failure;
    std::optional<T> out;
    boost::asio::co_spawn(loop, std::move(work), [&](std::exception_ptr thrown, T value) {
        failure = thrown;
        out.emplace(std::move(value));
    });
    loop.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*out);
}

inline void wait_for(boost::asio::awaitable<void> work) {
    boost::asio::io_context loop(1);
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, std::move(work), [&](std::exception_ptr thrown) { failure = thrown; });
    loop.run();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace pictbook::cli
