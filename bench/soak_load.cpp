#include "soak_load.hpp"

#include <optional>
#include <stdexcept>

#include "stamp.hpp"
#include "support/images.hpp"
#include "support/websocket_client.hpp"

namespace pictbook::bench {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kReaders = 4, kWriters = 2, kSockets = 10;
constexpr milliseconds kCursorEvery{100};
constexpr seconds kSocketStays{30};  // then it leaves and comes back

/// One connection that is kept, as a browser's.
class Client {
public:
    Client(std::uint16_t port, std::string cookie) : wire_(port), cookie_(std::move(cookie)) {}

    /// Throws unless it is answered 200.
    test::Reply ask(const std::string& method, const std::string& path, const std::string& json = "") {
        std::string text = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie_ + "\r\n";
        if (!json.empty())
            text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(json.size()) + "\r\n";
        if (!wire_.send(text + "\r\n" + json)) throw std::runtime_error(method + " " + path + ": the connection ended");
        test::Reply reply = wire_.receive();
        if (reply.status != 200) throw std::runtime_error(method + " " + path + ": " + std::to_string(reply.status));
        return reply;
    }

private:
    test::Wire wire_;
    std::string cookie_;
};

void check(const test::Reply& reply, const char* what) {
    if (reply.status != 200) throw std::runtime_error(std::string(what) + ": " + std::to_string(reply.status));
}

}  // namespace

SoakLoad::SoakLoad(const test::TestServer& server)
    : server_(server), owner_(server.sign_up()), book_(test::make_book(owner_)) {
    element_ = owner_.post("/projects/" + book_ + "/elements", test::element_json("RECTANGLE")).at("/id");
    check(owner_.post("/projects/" + book_ + "/elements/bulk", test::many_elements(200)), "elements");
    read();
    write();
    upload();
    come_and_go();
    move_cursors();
}

SoakLoad::~SoakLoad() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
}

Measured SoakLoad::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(measured_, {});
}

void SoakLoad::add(Work work, Moment since) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - since).count();
    const std::lock_guard lock(mutex_);
    measured_.latency[static_cast<std::size_t>(work)].add(took);
}

void SoakLoad::fail(const std::string& what) {
    const std::lock_guard lock(mutex_);
    ++measured_.failures;
    measured_.failure = what;
}

void SoakLoad::repeat(milliseconds every, std::function<void(Moment)> act) {
    threads_.emplace_back([this, every, act = std::move(act)] {
        for (Moment due = Clock::now(); !stopping_; due += every) {
            std::this_thread::sleep_until(due);
            try {
                act(due);
            } catch (const std::exception& error) {
                fail(error.what());
            }
        }
    });
}

void SoakLoad::read() {
    for (int i = 0; i < kReaders; ++i) {
        const auto client = std::make_shared<Client>(server_.port(), owner_.cookie_header());
        repeat(milliseconds(40), [this, client](Moment due) {
            client->ask("GET", "/elements/" + element_);
            add(Work::read, due);
        });
    }
    const auto client = std::make_shared<Client>(server_.port(), owner_.cookie_header());
    repeat(milliseconds(100), [this, client](Moment due) {
        client->ask("GET", "/projects/" + book_ + "/elements");
        add(Work::list, due);
    });
}

void SoakLoad::write() {
    for (int i = 0; i < kWriters; ++i) {
        const auto client = std::make_shared<Client>(server_.port(), owner_.cookie_header());
        repeat(milliseconds(100), [this, client](Moment due) {
            const std::string x = std::to_string(microseconds_now() % 1000);
            client->ask("PUT", "/elements/" + element_, R"({"type":"RECTANGLE","x":)" + x + "}");
            add(Work::write, due);
        });
    }
}

/// Uploads a photo, fetches and places it, and deletes it with what shows it.
void SoakLoad::upload() {
    const std::string bytes = test::make_jpeg(800, 600);
    repeat(seconds(1), [this, bytes](Moment due) {
        const test::Reply stored = owner_.upload("/projects/" + book_ + "/images", {{"photo.jpg", bytes}});
        check(stored, "upload");
        add(Work::upload, due);
        const std::string id = stored.at("/0/id"), src = stored.at("/0/src");
        const Moment begin = Clock::now();
        const test::Reply photo = server_.nobody().get(src.substr(src.find("/blob/")));
        check(photo, "photo");
        if (photo.body != bytes) throw std::runtime_error("a photo came back changed");
        add(Work::photo, begin);
        check(
            owner_.post("/projects/" + book_ + "/elements", test::element_json("IMAGE", R"("assetId":")" + id + "\"")),
            "place a photo");
        check(owner_.remove("/images/" + id), "delete a photo");
    });
}

void SoakLoad::come_and_go() {
    repeat(seconds(5), [this](Moment) {
        const test::Person visitor = server_.sign_up();
        test::make_book(visitor);
        check(visitor.post("/auth/sign-out"), "sign-out");
    });
}

void SoakLoad::move_cursors() {
    for (int i = 0; i < kSockets; ++i)
        threads_.emplace_back([this] {
            while (!stopping_) {
                try {
                    move_one("/canvas/" + book_, owner_.cookie_header());
                } catch (const std::exception& error) {
                    fail(error.what());
                    std::this_thread::sleep_for(seconds(1));
                }
            }
        });
}

void SoakLoad::move_one(const std::string& path, const std::string& cookie) {
    test::WebSocketClient socket;
    if (socket.connect(server_.port(), path, {{"Cookie", cookie}}).status != 101)
        throw std::runtime_error("the canvas refuses a socket");
    const Moment end = Clock::now() + kSocketStays;
    for (Moment due = Clock::now() + kCursorEvery; due < end && !stopping_; due += kCursorEvery) {
        for (Moment now = Clock::now(); now < due; now = Clock::now()) {
            const auto message = socket.receive(std::chrono::ceil<milliseconds>(due - now));
            if (!message && socket.ended()) throw std::runtime_error("a canvas socket ended");
            if (!message) continue;
            if (message->opcode == 9) socket.send_frame({.opcode = 10, .payload = message->payload});
            if (const std::optional<Stamp> stamp = read_stamp(message->payload))
                add(Work::event, Clock::now() - std::chrono::microseconds(microseconds_now() - stamp->microseconds));
        }
        socket.send_text(make_message(Kind::cursor, {microseconds_now(), 0, 0}));
    }
    socket.close();
}

}  // namespace pictbook::bench
