// A server in this process and somebody who is signed in to it, with a book that has an element: whom an input's request is of.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "cli/server.hpp"

namespace pictbook::fuzz {

using Answer = boost::beast::http::response<boost::beast::http::string_body>;

struct Asking {
    std::string method;  // letters only
    std::string target;  // from its first '/'
    std::string body;    // JSON, or none
};

class Home {
public:
    /// Its data lie in a folder of their own, which goes with it.
    Home();
    ~Home();
    Home(const Home&) = delete;
    Home& operator=(const Home&) = delete;

    /// With `@book`, `@element` and `@person` made the ids that they stand for.
    std::string filled(std::string text) const;
    Answer ask(const Asking& asking);
    /// Somebody else, with another book, for when an input has ended what was there.
    void move_in();

private:
    boost::asio::ip::tcp::socket& connected();
    /// Throws std::runtime_error when it is not done.
    std::string made(const Asking& asking, std::string_view pointer);

    std::filesystem::path folder_;
    std::unique_ptr<cli::Server> server_;
    std::thread thread_;
    boost::asio::io_context context_;
    boost::asio::ip::tcp::endpoint endpoint_;
    boost::asio::ip::tcp::socket socket_{context_};
    boost::beast::flat_buffer buffer_;
    std::string cookie_, person_, book_, element_;
    int people_ = 0;
};

}  // namespace pictbook::fuzz
