// Two hubs on a bus, with real sockets and look-ups that the test holds back: what happens in between.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <thread>

#include "canvas/hub.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;
using Client = test::WebSocketClient;
using Close = Client::Close;
using model::Role;

const inline Close kUnauthorized{3000, "Unauthorized"};

/// What a socket's look-ups find. One that is held answers later what it has found at its begin.
struct Door {
    std::optional<Rights> rights;
    bool held = false, fails = false;
    int looks = 0;
};

using Buses = std::vector<std::unique_ptr<bus::Bus>>;

using ConnectBuses = Buses (*)(const asio::any_io_executor&);

class HubTest : public testing::TestWithParam<ConnectBuses> {
protected:
    /// `db`: for hubs that speak pictshare.v2.
    explicit HubTest(db::Db* db = nullptr, HubLimits limits = {})
        : hubs_database_(db), hub_limits_(std::move(limits)) {}

    /// Runs `work` on the loop and waits for it.
    template <class Work>
    auto run(Work work) {
        std::packaged_task<decltype(work())()> task(std::move(work));
        auto result = task.get_future();
        asio::post(context_, std::move(task));
        return result.get();
    }

    ~HubTest() override {
        clients_.clear();
        run([this] {
            for (Door& door : doors_) door.held = false;
            for (const auto& hub : hubs_) hub->stop();
        });
        wait_until([this] { return hubs_[0]->sockets() + hubs_[1]->sockets() == 0; });
        context_.stop();
        thread_.join();
    }

    static Rights rights(Role role, std::string session = "session") {
        return {"ada", std::move(session), Time::max(), role};
    }

    /// A client of the hub's room "book".
    Client& connect(Door& door, std::size_t hub = 0, Protocol protocol = Protocol::live) {
        asio::ip::tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        clients_.emplace_back().connect_raw(acceptor.local_endpoint().port());
        auto accepted = acceptor.accept();
        run([&] {
            auto socket = http::WebSocket::create(std::move(accepted), {});
            auto find = [this, &door] { return look(door); };
            asio::co_spawn(context_, hubs_[hub]->serve("book", std::move(socket), find, protocol), asio::detached);
        });
        return clients_.back();
    }

    awaitable<std::optional<Rights>> look(Door& door) {
        ++door.looks;
        most_looks_ = std::max(most_looks_, ++looking_);
        const std::optional<Rights> found = door.rights;
        asio::steady_timer pause(context_);
        do {
            pause.expires_after(Milliseconds(1));
            co_await pause.async_wait(asio::use_awaitable);
        } while (door.held);
        --looking_;
        if (door.fails) throw std::runtime_error("the database is away");
        co_return found;
    }

    template <class Condition>
    void wait_until(Condition condition) {
        for (int tries = 0; tries < 10'000 && !run(condition); ++tries) std::this_thread::sleep_for(Milliseconds(1));
        EXPECT_TRUE(run(condition));
    }
    void wait_for_looks(const Door& door, int count) {
        wait_until([&] { return door.looks == count; });
    }
    void set(Door& door, std::optional<Rights> rights, bool held) {
        run([&] { door.rights = std::move(rights), door.held = held; });
    }
    void tell(const Recheck& what) {
        run([&] { hubs_[1]->tell(what); });
    }

    std::unique_ptr<Hub> make_hub(std::size_t index) {
        return std::make_unique<Hub>(context_.get_executor(), *buses_[index], hub_limits_, hubs_database_);
    }
    static std::string standing(Client& client) {
        client.send_text("?");
        return client.expect_text().find("ERROR") == std::string::npos ? "editor" : "viewer";
    }

    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> busy_{context_.get_executor()};
    Buses buses_ = GetParam()(context_.get_executor());
    db::Db* const hubs_database_;
    const HubLimits hub_limits_;
    std::array<std::unique_ptr<Hub>, 2> hubs_{make_hub(0), make_hub(1)};
    std::deque<Door> doors_;
    std::deque<Client> clients_;
    int looking_ = 0, most_looks_ = 0;
    std::thread thread_{[this] { context_.run(); }};
};

}  // namespace pictbook::canvas
