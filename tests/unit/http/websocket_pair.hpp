// A WebSocket of the server and a blocking client, joined by a loopback connection. The server's side lives on a loop
// in a thread of its own, as in the real server; tests touch it only through run() and receive().
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "http/websocket.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::http {

class WebSocketPair : public testing::Test {
protected:
    using Client = test::WebSocketClient;
    using Received = std::future<std::optional<Message>>;

    ~WebSocketPair() override { stop(); }

    void open(const WebSocketLimits& limits = {}, std::string leftover = {}) {
        boost::asio::ip::tcp::acceptor acceptor(context_, {boost::asio::ip::address_v4::loopback(), 0});
        client_.connect_raw(acceptor.local_endpoint().port());
        auto accepted = acceptor.accept();
        run([&] { socket_ = WebSocket::create(std::move(accepted), std::move(leftover), limits); });
    }

    /// Runs `work` on the loop, in one turn, and waits for it.
    template <class Work>
    void run(Work work) {
        std::promise<void> done;
        boost::asio::post(context_, [&] {
            work();
            done.set_value();
        });
        done.get_future().get();
    }

    void send(std::string_view text) {
        run([&] { socket_->send(make_frame(Opcode::text, text)); });
    }

    /// Starts a receive() on the loop.
    Received receive_later() {
        auto result = std::make_shared<std::promise<std::optional<Message>>>();
        auto future = result->get_future();
        run([&] { boost::asio::co_spawn(context_, receive_into(socket_, std::move(result)), boost::asio::detached); });
        return future;
    }

    static std::optional<Message> wait_for(Received& received) {
        if (received.wait_for(test::kPatience) != std::future_status::ready)
            throw std::runtime_error("receive() did not return");
        return received.get();
    }

    /// The next text, or "(end)".
    std::string receive() {
        auto received = receive_later();
        const auto message = wait_for(received);
        return message ? std::get<TextMessage>(*message).text : "(end)";
    }

    bool is_open() {
        bool open = false;
        run([&] { open = socket_->is_open(); });
        return open;
    }

    void stop() {
        if (!thread_.joinable()) return;
        run([&] { socket_.reset(); });
        context_.stop();
        thread_.join();
    }

    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{context_.get_executor()};
    std::shared_ptr<WebSocket> socket_;  // only touched on the loop
    std::thread thread_{[this] { context_.run(); }};
    Client client_;

private:
    static boost::asio::awaitable<void> receive_into(std::shared_ptr<WebSocket> socket,
                                                     std::shared_ptr<std::promise<std::optional<Message>>> result) {
        auto message = co_await socket->receive();
        result->set_value(std::move(message));
    }
};

}  // namespace pictbook::http
