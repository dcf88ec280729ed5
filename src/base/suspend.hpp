// Suspends a coroutine until another thread has done something for it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

namespace pictbook {

/// Resumes the suspended caller on its own executor, which stays busy until then. Called once, from any thread.
using Wake = std::function<void()>;

/// Suspends the caller and hands its Wake to `start`. What `start` throws, the caller gets.
boost::asio::awaitable<void> suspend(std::function<void(Wake)> start);

}  // namespace pictbook
