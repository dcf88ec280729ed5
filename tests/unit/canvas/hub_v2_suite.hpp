// Hubs with a book in a real SQLite database, for what sessions of pictshare.v2 are told, and a bus that has its troubles
// when a test wants them.
#pragma once

#include <filesystem>

#include "base/ids.hpp"
#include "base/waiting.hpp"
#include "db/sqlite.hpp"
#include "schema/decode.hpp"
#include "store/projects.hpp"
#include "store/users.hpp"
#include "unit/canvas/hub_suite.hpp"

namespace pictbook::canvas {

/// Nobody else is on it.
class TroubledBus : public bus::Bus {
public:
    bus::Subscription subscribe(std::string, Handler) override { return {}; }
    void when_subscribed(std::function<void()> done) override { done(); }
    void publish(std::string, bus::Payload) override {}
    void publish_to_nodes(std::string, bus::Payload) override {
        if (std::exchange(fails_to_publish, false)) throw std::bad_alloc();
    }
    bool is_heard(const std::string&) const override { return false; }
    bool has_nodes() const override { return true; }
    void on_gap(std::function<void()> handler) override { tell_gap = std::move(handler); }
    bus::BusStatus status() const override {
        if (std::exchange(fails_to_tell, false)) throw std::bad_alloc();
        return {};
    }
    std::string describe() const override { return "troubled"; }

    std::function<void()> tell_gap;
    bool fails_to_publish = false;       // the next time
    mutable bool fails_to_tell = false;  // how it is, the next time
};

/// Has the book "book" of ada.
class OwnDatabase {
protected:
    template <class Body>
    auto transact(Body body) {
        return wait_for(db_->transaction(body));
    }

    OwnDatabase() {
        db::SqliteOptions options;
        options.file = folder_ / "pictbook.db";
        options.full_sync = false;
        db_ = db::open_sqlite(options);
        db_->migrate();
        model::User user;
        user.id = std::string("ada");
        user.name = std::string("Ada");
        user.email = std::string("ada@example.com");
        user.createdAt = user.updatedAt = now();
        EXPECT_TRUE(wait_for(store::create_user(*db_, user)));
        transact([](db::Sql& sql) -> awaitable<Result<model::Project>> {
            co_return co_await store::create_project(sql, "book", "ada", model::ProjectName(std::string("A book")),
                                                     "MEMBERS", now());
        });
    }
    ~OwnDatabase() {
        db_.reset();
        std::filesystem::remove_all(folder_);
    }
    OwnDatabase(const OwnDatabase&) = delete;
    OwnDatabase& operator=(const OwnDatabase&) = delete;

    static std::string text_payload(const std::string& id, std::size_t size) {
        return R"({"type":"TEXT","id":")" + id +
               R"(","x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":0,"fontSize":9,)" +
               R"("content":")" + std::string(size, 'x') + "\"}";
    }
    /// As another node does that dies before it tells. A hub may read the journal at any time: what it must not see before
    /// `and_then` is in the same transaction.
    void commit_elsewhere(const std::string& id, std::size_t size = 1, const db::Statement* and_then = nullptr) {
        const Result<Command> command =
            parse_command("SHAPE_CREATE", schema::parse_json(text_payload(id, size)).value(), "elsewhere");
        const Draft draft{"ada", OpKey{"elsewhere", ++counter_}, command.value()};
        transact([&](db::Sql& sql) -> awaitable<Result<std::vector<Verdict>>> {
            Result<std::vector<Verdict>> out = co_await canvas::commit(sql, "book", std::span(&draft, 1), now(), true);
            if (and_then != nullptr) co_await sql.run(*and_then);
            co_return out;
        });
    }

    std::int64_t counter_ = 0;
    const std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("pictbook-hub-" + make_lower_token(12));
    std::unique_ptr<db::Db> db_;
};

class V2HubTest : public OwnDatabase, public HubTest {
protected:
    explicit V2HubTest(HubLimits limits = {}) : HubTest(db_.get(), std::move(limits)) {}

    TroubledBus& bus() { return static_cast<TroubledBus&>(*buses_[0]); }
    void tell_gap() {
        run([this] { bus().tell_gap(); });
    }

    Client& connect_v2(Door& door) { return connect(door, 0, Protocol::v2); }
    static std::string hello(const std::string& client) {
        return R"({"type":"HELLO","payload":{"clientId":")" + client + "\"}}";
    }
    /// The next message of that type; those before it are of no interest.
    static std::string expect(Client& client, const std::string& type) {
        for (;;) {
            std::string text = client.expect_text();
            if (text.starts_with(R"({"type":")" + type + "\"")) return text;
        }
    }
    /// A session that is live.
    Client& join(Door& door, const std::string& name) {
        Client& client = connect_v2(door);
        client.send_text(hello(name));
        while (expect(client, "SNAPSHOT").find(R"("last":true)") == std::string::npos) {
        }
        client.send_text(R"({"type":"PING"})");
        expect(client, "PONG");
        return client;
    }
    static std::string create(const std::string& client, int n, const std::string& id) {
        return R"({"type":"SHAPE_CREATE","op":{"c":")" + client + R"(","n":)" + std::to_string(n) + R"(},"payload":)" +
               text_payload(id, 1) + "}";
    }
    /// A session that has had WELCOME, and takes nothing of what follows: more than the kernel keeps for it.
    Client& join_slowly(Door& door, const std::string& name) {
        for (int i = 0; i < 24; ++i) commit_elsewhere("large-" + std::to_string(i), 900'000);
        Client& client = connect_v2(door);
        client.send_text(hello(name));
        expect(client, "WELCOME");
        return client;
    }
};

}  // namespace pictbook::canvas
