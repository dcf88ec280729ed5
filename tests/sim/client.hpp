// A client as the specification wants it: it keeps the confirmed state by applying events in order, sends what is not answered
// again, and complains of whatever the server must not do.
#pragma once

#include "sim/connection.hpp"

namespace pictbook::sim {

class Client {
public:
    /// A command that was made here, and what came of it.
    struct Sent {
        std::shared_ptr<const json::object> command;
        int copies = 0;                     // that were sent
        std::optional<std::int64_t> acked;  // seq
        std::string result;                 // of the ACK
        std::string refused;                // the code of an ERROR that is no reason to try again
        std::optional<std::int64_t> heard;  // seq of its event
    };
    /// What the client held when it had begun anew.
    struct Claim {
        std::int64_t seq;
        std::uint64_t hash;
    };
    using Dial = std::function<std::shared_ptr<Connection>(Client&)>;

    Client(Scene& scene, std::string user, std::string client_id, Dial dial);

    const std::string& user() const { return user_; }
    const std::string& client_id() const { return client_id_; }
    const std::map<std::int64_t, Sent>& sent() const { return sent_; }
    const Objects& elements() const { return elements_; }
    const std::vector<Claim>& claims() const { return claims_; }
    std::int64_t seq() const { return seq_; }
    std::string describe() const;

    /// Makes one command, whether it is online or not.
    void act();
    void go_online();
    void go_offline();
    /// Loses its state, but not its commands.
    void reload();
    /// A break of its connection, if it has one.
    void cut();
    /// Online, answered, and whole.
    bool is_settled() const { return greeted_ && whole_ && pending_.empty(); }
    bool is_online() const { return wants_; }

private:
    void connect();
    void attach(std::shared_ptr<Connection> connection);
    void lost(int code);
    void receive(const json::object& message);
    void welcome(const json::object& message);
    void snapshot(const json::object& message);
    void event(const json::object& message);
    void apply(const json::object& change, std::int64_t seq);
    void acknowledged(const json::object& message);
    void refused(const json::object& message);
    void state_hash(const json::object& message);
    void begin_commands();
    void send(std::int64_t n);
    void complain(const std::string& what, const json::object& message);

    Scene& scene_;
    const std::string user_, client_id_;
    const Dial dial_;
    std::shared_ptr<Connection> connection_;
    bool wants_ = true;     // to be online
    bool greeted_ = false;  // WELCOME has come
    bool whole_ = false;    // the state is
    bool known_ = false;    // it has a state to resume from
    std::int64_t seq_ = 0, epoch_ = 0;
    Objects elements_;
    std::int64_t next_ = 1;
    std::set<std::int64_t> pending_;  // counters of what is not answered
    std::map<std::int64_t, Sent> sent_;
    std::vector<Claim> claims_;
};

/// The sum of the elements' hashes (V2-35).
std::uint64_t hash_of(const Objects& elements);

}  // namespace pictbook::sim
