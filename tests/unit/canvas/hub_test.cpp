// Two hubs as of two workers, with real sockets and look-ups that the test holds back: what happens in between.
#include "canvas/hub.hpp"

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

#include "bus/local.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::canvas {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using Client = test::WebSocketClient;
using Close = Client::Close;
using model::Role;

const Close kUnauthorized{3000, "Unauthorized"};

/// What a socket's look-ups find. One that is held answers later what it has found at its begin.
struct Door {
    std::optional<Rights> rights;
    bool held = false, fails = false;
    int looks = 0;
};

class HubTest : public testing::Test {
protected:
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
    Client& connect(Door& door, std::size_t hub = 0) {
        asio::ip::tcp::acceptor acceptor(context_, {asio::ip::address_v4::loopback(), 0});
        clients_.emplace_back().connect_raw(acceptor.local_endpoint().port());
        auto accepted = acceptor.accept();
        run([&] {
            auto socket = http::WebSocket::create(std::move(accepted), {});
            auto find = [this, &door] { return look(door); };
            asio::co_spawn(context_, hubs_[hub]->serve("book", std::move(socket), find), asio::detached);
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

    static std::string standing(Client& client) {
        client.send_text("?");
        return client.expect_text().find("ERROR") == std::string::npos ? "editor" : "viewer";
    }

    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> busy_{context_.get_executor()};
    std::vector<std::unique_ptr<bus::Bus>> buses_ =
        bus::connect_workers({context_.get_executor(), context_.get_executor()});
    std::array<std::unique_ptr<Hub>, 2> hubs_{std::make_unique<Hub>(context_.get_executor(), *buses_[0]),
                                              std::make_unique<Hub>(context_.get_executor(), *buses_[1])};
    std::deque<Door> doors_;
    std::deque<Client> clients_;
    int looking_ = 0, most_looks_ = 0;
    std::thread thread_{[this] { context_.run(); }};
};

TEST_F(HubTest, looks_again_when_rights_change_during_the_first_look) {  // LIVE-25
    for (const std::size_t hub : {0u, 1u}) {
        Door& door = doors_.emplace_back(Door{rights(Role::EDITOR), true});
        Client& client = connect(door, hub);
        wait_for_looks(door, 1);
        set(door, std::nullopt, true);
        tell({"book", "ada", ""});
        set(door, std::nullopt, false);
        EXPECT_EQ(client.expect_close(), kUnauthorized);
        EXPECT_EQ(run([&] { return door.looks; }), 2);
    }
}

TEST_F(HubTest, looks_again_when_rights_change_during_a_later_look) {  // LIVE-26
    Door& door = doors_.emplace_back(Door{rights(Role::VIEWER)});
    Client& client = connect(door);
    EXPECT_EQ(standing(client), "viewer");
    set(door, rights(Role::EDITOR), true);
    tell({"book", "ada", ""});
    wait_for_looks(door, 2);
    set(door, rights(Role::VIEWER), true);
    tell({"book", "ada", ""});
    set(door, rights(Role::VIEWER), false);
    wait_for_looks(door, 3);
    wait_until([this] { return looking_ == 0; });
    EXPECT_EQ(standing(client), "viewer");
}

TEST_F(HubTest, looks_only_at_those_who_are_meant) {
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = connect(door);
    EXPECT_EQ(standing(client), "editor");
    for (const Recheck& other : {Recheck{"other", "", ""}, Recheck{"", "eve", ""}, Recheck{"", "", "another"},
                                 Recheck{"book", "eve", ""}, Recheck{"other", "ada", ""}})
        tell(other);
    tell({"", "", "session"});
    wait_for_looks(door, 2);
    EXPECT_EQ(standing(client), "editor");
}

TEST_F(HubTest, looks_at_one_socket_after_the_other) {
    constexpr int kSockets = 20;
    for (int i = 0; i < kSockets; ++i)
        EXPECT_EQ(standing(connect(doors_.emplace_back(Door{rights(Role::EDITOR)}))), "editor");
    run([this] { most_looks_ = 0; });
    tell({"book", "", ""});
    tell({"", "ada", ""});  // nobody waits twice
    for (const Door& door : doors_) wait_until([&] { return door.looks >= 2; });
    EXPECT_EQ(run([this] { return most_looks_; }), 1);
}

TEST_F(HubTest, lets_what_comes_during_the_look_wait) {  // LIVE-3
    Door& door = doors_.emplace_back(Door{rights(Role::VIEWER), true});
    Client& client = connect(door);
    client.send_text("?");
    wait_for_looks(door, 1);
    EXPECT_TRUE(client.silent_for(Milliseconds(100)));
    set(door, rights(Role::VIEWER), false);
    EXPECT_NE(client.expect_text().find("ERROR"), std::string::npos);
}

TEST_F(HubTest, closes_when_nobody_can_tell_the_rights) {
    Door& first = doors_.emplace_back(Door{rights(Role::EDITOR), false, true});
    EXPECT_EQ(connect(first).expect_close(), (Close{1013, "Try again later"}));
    Door& later = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = connect(later);
    EXPECT_EQ(standing(client), "editor");
    run([&] { later.fails = true; });
    tell({"book", "", ""});
    EXPECT_EQ(client.expect_close(), (Close{1013, "Try again later"}));
}

TEST_F(HubTest, closes_when_the_session_is_another_or_none) {  // LIVE-27
    for (const char* session : {"", "another"}) {
        Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
        Client& client = connect(door);
        EXPECT_EQ(standing(client), "editor");
        set(door, rights(Role::EDITOR, session), false);
        tell({"", "", "session"});
        EXPECT_EQ(client.expect_close(), kUnauthorized);
    }
}

TEST_F(HubTest, closes_all_when_events_were_lost) {  // LIVE-30
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client &deaf = connect(door, 0), &other = connect(door, 1);
    EXPECT_EQ(standing(deaf), "editor");
    EXPECT_EQ(standing(other), "editor");
    run([this] {
        const auto large = std::make_shared<const std::string>(bus::kMostBytesUnderWay / 8, 'x');
        for (int i = 0; i < 9; ++i) buses_[1]->publish("book:elsewhere", large);
    });
    EXPECT_EQ(deaf.expect_close(), (Close{1013, "events were lost"}));
    EXPECT_EQ(standing(other), "editor");
}

TEST_F(HubTest, bears_what_is_no_packet_on_the_bus) {
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client& client = connect(door);
    EXPECT_EQ(standing(client), "editor");
    run([this] {
        for (const char* text : {"", "\n\n", "x", "5 o 99\n"})
            for (const char* topic : {"book:book", "control"})
                buses_[1]->publish(topic, std::make_shared<const std::string>(text));
    });
    EXPECT_EQ(standing(client), "editor");
}

TEST_F(HubTest, forgets_a_socket_that_leaves_during_the_look) {
    Door& door = doors_.emplace_back(Door{rights(Role::EDITOR), true});
    connect(door).hang_up();
    connect(door).reset();
    wait_for_looks(door, 2);
    EXPECT_EQ(run([this] { return hubs_[0]->sockets(); }), 2u);
    tell({"book", "", ""});
    set(door, rights(Role::EDITOR), false);
    wait_until([this] { return hubs_[0]->sockets() == 0; });
}

TEST_F(HubTest, closes_everybody_when_it_stops) {  // LIVE-33
    Door& held = doors_.emplace_back(Door{rights(Role::EDITOR), true});
    Door& open = doors_.emplace_back(Door{rights(Role::EDITOR)});
    Client &waiting = connect(held), &admitted = connect(open);
    EXPECT_EQ(standing(admitted), "editor");
    wait_for_looks(held, 1);
    run([this] { hubs_[0]->stop(); });
    Client& late = connect(open);
    for (Client* client : {&waiting, &admitted, &late})
        EXPECT_EQ(client->expect_close(), (Close{1001, "Server stops"}));
}

}  // namespace
}  // namespace pictbook::canvas
