// expect: (no matching function for call to|too few arguments to function call)
#include "store/elements.hpp"

boost::asio::awaitable<bool> remove_somehow(std::string id) {
    co_return co_await pictbook::store::remove_element(std::move(id));
}
