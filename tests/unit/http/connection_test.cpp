// Connections of a listener on a loop of its own: with short deadlines, and with routes that fail as no route should.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>

#include "base/log.hpp"
#include "http/extract.hpp"
#include "http/listener.hpp"
#include "support/comes_true.hpp"
#include "support/http_client.hpp"

namespace pictbook::http {

struct Lab {};
struct Guest {};

template <>
struct Extract<Lab, Guest> {
    static constexpr bool is_access = true;
    static boost::asio::awaitable<Result<Guest>> from(const Lab&, Request&) { co_return Guest(); }
    static void describe(Operation&) {}
};

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using namespace std::chrono_literals;
using test::Reply;
using test::Wire;

struct Note {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))

awaitable<Result<Note>> echo(const Lab&, const Guest&, const Body<Note>& body) { co_return *body; }
awaitable<Result<Note>> hello(const Lab&, const Guest&) { co_return Note{"hello"}; }
constexpr std::size_t kLarge = 20'000'000;  // more than the kernel takes of an answer that nobody reads
constexpr std::size_t kBodies = 1 << 20;
awaitable<Result<Note>> large(const Lab&, const Guest&) { co_return Note{std::string(kLarge, 'x')}; }
/// Nothing of it is in the answer's body.
class LargeSource : public BodySource {
public:
    explicit LargeSource(std::size_t kept) {
        size = kLarge;
        held = kept;
    }
    awaitable<std::string> read(std::uint64_t offset, std::size_t most) override {
        asked = most;
        co_return std::string(std::min<std::uint64_t>(size - offset, most), 'x');
    }
    static inline std::atomic<std::size_t> asked = 0;  // the last time
};
Response response_of(std::unique_ptr<BodySource> source) {
    Response response;
    response.source = std::move(source);
    return response;
}
awaitable<Result<Response>> streamed(const Lab&, const Guest&) {
    co_return response_of(std::make_unique<LargeSource>(kLarge + 1));
}
awaitable<Result<Response>> photo(const Lab&, const Guest&) { co_return response_of(std::make_unique<LargeSource>(0)); }
awaitable<Result<Note>> broken(const Lab&, const Guest&) {
    throw std::runtime_error("no such table: Secret in /srv/data/pictbook.db: SELECT * FROM Secret");
    co_return Note();
}
awaitable<Result<Note>> away(const Lab&, const Guest&) {
    throw Unavailable("the store is away", 7s);
    co_return Note();
}

class ConnectionTest : public testing::Test {
protected:
    explicit ConnectionTest(Settings settings = {}) : site_(context_.get_executor(), connections_) {
        log::configure(log::Level::off, log::Format::pretty);
        site_.settings = std::move(settings);
        site_.router.mount<Lab>(
            {get<"/hello">(hello, {"", ""}), post<"/echo">(echo, {"", ""}), get<"/large">(large, {"", ""}),
             get<"/streamed">(streamed, {"", "", {}, {{200, "", "text/plain"}}}),
             get<"/photo">(photo, {"", "", {}, {{200, "", "text/plain"}}}), get<"/broken">(broken, {"", ""}),
             get<"/away">(away, {"", ""})},
            &lab_);
        listener_.emplace(context_, site_, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        listener_->start();
        thread_ = std::thread([this] { context_.run(); });
    }
    ~ConnectionTest() override {
        if (!stopped_) stop();
        context_.stop();
        thread_.join();
    }

    /// Whether everything ended within the stop deadline.
    bool stop() {
        stopped_ = true;
        return asio::co_spawn(context_, [this] { return listener_->stop(); }, asio::use_future).get();
    }
    Reply ask(const std::string& path) {
        Wire connection(listener_->port());
        connection.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return connection.receive();
    }

    asio::io_context context_;
    Lab lab_;
    ConnectionCount connections_{1000, kLarge * 2, kBodies, BodySource::kPieceBytes};
    Site site_;
    std::optional<Listener> listener_;
    std::thread thread_;
    bool stopped_ = false;
};

// HTTP-47
TEST_F(ConnectionTest, LargeAnswersThatNobodyReadsHaveABoundTogether) {
    for (const std::string path : {"/large", "/streamed"}) {
        {
            Wire deaf(listener_->port());
            deaf.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
            EXPECT_TRUE(test::comes_true([&] { return ask("/large").status == 503; })) << path;
            EXPECT_EQ(ask("/streamed").status, 503) << path;
            EXPECT_EQ(ask("/hello").status, 200);
            EXPECT_EQ(ask("/large").header("Retry-After"), "1");
            EXPECT_GE(deaf.receive().body.size(), kLarge);
        }
        EXPECT_TRUE(test::comes_true([&] { return ask(path).status == 200; })) << path;
    }
}

// HTTP-53
TEST_F(ConnectionTest, PiecesThatNobodyReadsHaveABoundTogether) {
    const auto is_asked_for = [&](std::size_t bytes) {
        return ask("/photo").body.size() == kLarge && LargeSource::asked == bytes;
    };
    EXPECT_TRUE(test::comes_true([&] {
        Wire deaf(listener_->port());
        deaf.send("GET /photo HTTP/1.1\r\nHost: x\r\n\r\n");
        return is_asked_for(BodySource::kSmallPieceBytes);
    }));
    EXPECT_TRUE(test::comes_true([&] { return is_asked_for(BodySource::kPieceBytes); }));
}

std::string note_of(std::size_t bytes) { return R"({"text":")" + std::string(bytes - 11, 'x') + R"("})"; }

std::string echo_of(std::size_t bytes) {
    return "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(bytes) + "\r\n\r\n" + note_of(bytes);
}

// HTTP-52
TEST_F(ConnectionTest, LargeBodiesThatDontEndHaveABoundTogether) {
    const auto status_of = [&](std::size_t bytes) {
        Wire connection(listener_->port());
        connection.send(echo_of(bytes));
        const Reply reply = connection.receive();
        EXPECT_EQ(reply.header("Retry-After"), reply.status == 503 ? "1" : "");
        return reply.status;
    };
    const std::string whole = echo_of(kBodies);
    for (const bool ends : {true, false}) {
        {
            Wire slow(listener_->port());
            slow.send(whole.substr(0, whole.size() - 1));
            EXPECT_TRUE(test::comes_true([&] { return status_of(200'000) == 503; }));
            EXPECT_EQ(status_of(60'000), 200);
            if (ends) {
                slow.send(whole.substr(whole.size() - 1));
                EXPECT_EQ(slow.receive().status, 200);
                EXPECT_EQ(status_of(kBodies), 200);
            }
        }
        EXPECT_TRUE(test::comes_true([&] { return status_of(kBodies) == 200; }));
    }
    EXPECT_EQ(status_of(kBodies + 70'000), 503);
    EXPECT_EQ(status_of(kBodies), 200);
}

// HTTP-31
TEST_F(ConnectionTest, AnExceptionIsAFixed500) {
    const Reply reply = ask("/broken");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.body, R"({"message":"Internal Server Error"})");
    EXPECT_FALSE(reply.header("X-Request-Id").empty());
    EXPECT_EQ(ask("/hello").status, 200);
}

// HTTP-32
TEST_F(ConnectionTest, APartThatIsAwayIs503WithRetryAfter) {
    const Reply reply = ask("/away");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.body, R"({"message":"the store is away"})");
    EXPECT_EQ(reply.header("Retry-After"), "7");
    EXPECT_EQ(ask("/hello").status, 200);
}

class ShortDeadlines : public ConnectionTest {
protected:
    ShortDeadlines()
        : ConnectionTest({.allowed_origins = {"http://front.example"},
                          .trusted_origins = {},
                          .session_cookie = "session",
                          .key_prefix = "key_",
                          .guarded_path = {},
                          .trusted_proxies = {},
                          .header_deadline = 600ms,
                          .progress_deadline = 600ms,
                          .idle_deadline = 600ms,
                          .stop_deadline = 600ms}) {}
};

// HTTP-34
TEST_F(ShortDeadlines, AHeaderThatDripsIs408) {
    Wire connection(listener_->port());
    const std::string head = "GET /hello HTTP/1.1\r\nHost: x\r\nOrigin: http://front.example\r\nX-Slow: ";
    connection.send(head);
    for (int i = 0; i < 30 && connection.send("x"); ++i) std::this_thread::sleep_for(50ms);
    const Reply reply = connection.receive();
    EXPECT_EQ(reply.status, 408);
    EXPECT_TRUE(reply.closed);
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "http://front.example");
    EXPECT_FALSE(reply.header("X-Request-Id").empty());
    EXPECT_TRUE(connection.ends_within(10s));
}

// HTTP-35
TEST_F(ShortDeadlines, ABodyThatStopsIs408) {
    Wire connection(listener_->port());
    connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"text\":");
    const Reply reply = connection.receive();
    EXPECT_EQ(reply.status, 408);
    EXPECT_TRUE(reply.closed);
    EXPECT_TRUE(connection.ends_within(10s));
}

// HTTP-35
TEST_F(ShortDeadlines, ABodyThatGoesOnIsWaitedFor) {
    Wire connection(listener_->port());
    const std::string body = R"({"text":"slow but steady"})";
    connection.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 3) {
        std::this_thread::sleep_for(150ms);
        connection.send(body.substr(at, 3));
    }
    const Reply reply = connection.receive();
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, body);
}

// HTTP-36
TEST_F(ShortDeadlines, AnIdleConnectionIsClosedWithoutAWord) {
    Wire fresh(listener_->port()), used(listener_->port());
    used.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(used.receive().status, 200);
    EXPECT_EQ(fresh.receive().status, 0);
    EXPECT_EQ(used.receive().status, 0);
}

TEST_F(ShortDeadlines, StoppingEndsIdleConnectionsAndCutsTheRest) {
    Wire idle(listener_->port()), busy(listener_->port());
    busy.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
    busy.send("{");
    EXPECT_EQ(ask("/hello").status, 200);
    EXPECT_TRUE(stop());
    EXPECT_TRUE(idle.ends_within(10s));
    EXPECT_TRUE(busy.ends_within(10s));
}

}  // namespace
}  // namespace pictbook::http
