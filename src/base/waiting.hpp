// Waiting for a coroutine where nobody is served meanwhile: in a command, in a test.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

namespace pictbook {

/// Runs it on an event loop of its own, on this thread; gives what it gives and throws what it throws.
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

}  // namespace pictbook
