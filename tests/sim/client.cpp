#include "sim/client.hpp"

#include "canvas/state_hash.hpp"
#include "sim/commands.hpp"

namespace pictbook::sim {

using canvas::text_member;

namespace {

constexpr std::size_t kMostPending = 12;
constexpr int kMayNot = 3000;

std::int64_t number(const json::object& message, std::string_view name) {
    return message.at(name).to_number<std::int64_t>();
}

}  // namespace

std::uint64_t hash_of(const Objects& elements) {
    std::uint64_t sum = 0;
    for (const auto& [id, element] : elements) sum += canvas::element_hash(element);
    return sum;
}

Client::Client(Scene& scene, std::string user, std::string client_id, Dial dial)
    : scene_(scene), user_(std::move(user)), client_id_(std::move(client_id)), dial_(std::move(dial)) {}

std::string Client::describe() const { return user_ + "/" + client_id_; }

void Client::complain(const std::string& what, const json::object& message) {
    scene_.fail(describe() + " at seq " + std::to_string(seq_) + ": " + what + ": " + json::serialize(message));
}

void Client::act() {
    if (pending_.size() >= kMostPending) return;
    std::vector<std::int64_t> own;
    for (auto each = sent_.rbegin(); each != sent_.rend() && own.size() < 6; ++each) own.push_back(each->first);
    const std::int64_t n = next_++;
    json::object command = draw_command(scene_, own);
    command["op"] = json::object{{"c", client_id_}, {"n", n}};
    sent_[n].command = std::make_shared<const json::object>(std::move(command));
    pending_.insert(n);
    if (greeted_ && whole_) send(n);
}

void Client::send(std::int64_t n) {
    if (!connection_ || !pending_.contains(n)) return;
    Sent& sent = sent_.at(n);
    ++sent.copies;
    scene_.note(describe() + " sends " + json::serialize(*sent.command));
    connection_->post(*sent.command);
}

void Client::go_online() {
    wants_ = true;
    if (!connection_) connect();
}

void Client::go_offline() {
    wants_ = greeted_ = false;
    if (connection_) std::exchange(connection_, nullptr)->abandon();
    scene_.note(describe() + " is offline");
}

void Client::reload() {
    scene_.note(describe() + " reloads");
    if (connection_) std::exchange(connection_, nullptr)->abandon();
    greeted_ = whole_ = known_ = false;
    elements_.clear();
    if (wants_) connect();
}

void Client::cut() {
    if (connection_) connection_->cut();
}

void Client::connect() {
    greeted_ = false;
    std::shared_ptr<Connection> made = dial_(*this);
    if (made) return attach(std::move(made));
    scene_.scheduler.after(Milliseconds(500), [this] {
        if (wants_ && !connection_) connect();
    });
}

void Client::attach(std::shared_ptr<Connection> connection) {
    connection_ = std::move(connection);
    const Connection* const its = connection_.get();
    connection_->on_frame = [this, its](const Frame& frame) {
        if (connection_.get() == its) receive(frame->tree);
    };
    connection_->on_closed = [this, its](int code) {
        if (connection_.get() == its) lost(code);
    };
    json::object hello{{"clientId", client_id_}};
    if (known_) {
        hello["lastSeq"] = seq_;
        hello["epoch"] = epoch_;
    }
    scene_.note(describe() + " greets " + connection_->name + " " + json::serialize(hello));
    connection_->post({{"type", "HELLO"}, {"payload", std::move(hello)}});
}

void Client::lost(int code) {
    scene_.note(describe() + " lost its connection: " + std::to_string(code));
    connection_.reset();
    greeted_ = false;
    if (!whole_) known_ = false;
    if (code == kMayNot) return scene_.fail(describe() + " may not read");
    scene_.scheduler.after(scene_.random.time(0, 400), [this] {
        if (wants_ && !connection_) connect();
    });
}

void Client::receive(const json::object& message) {
    const std::string_view type = message.at("type").as_string();
    if (type == "WELCOME") return welcome(message);
    if (!greeted_) return complain("something came before WELCOME", message);
    if (type == "SNAPSHOT") return snapshot(message);
    if (type == "ACK") return acknowledged(message);
    if (type == "ERROR") return refused(message);
    if (type == "STATE_HASH") return state_hash(message);
    event(message);
}

void Client::welcome(const json::object& message) {
    const json::object& payload = message.at("payload").as_object();
    if (greeted_) return complain("a second WELCOME", message);
    greeted_ = true;
    whole_ = payload.at("mode") == "delta";
    if (whole_ && (!known_ || number(payload, "epoch") != epoch_ || number(payload, "seq") < seq_))
        return complain("a delta that doesn't follow what I have", message);  // V2-4
    if (whole_) return begin_commands();
    seq_ = number(payload, "seq");
    epoch_ = number(payload, "epoch");
    elements_.clear();
    known_ = false;
}

void Client::snapshot(const json::object& message) {
    const json::object& payload = message.at("payload").as_object();
    if (whole_ || number(message, "seq") != seq_ || number(message, "epoch") != epoch_)
        return complain("a snapshot of something else", message);  // V2-5
    for (const json::value& each : payload.at("elements").as_array()) {
        const std::string id(each.at("id").as_string());
        if (!elements_.emplace(id, each.as_object()).second) complain("an element came twice", message);
    }
    if (!payload.at("last").as_bool()) return;
    whole_ = known_ = true;
    if (scene_.outside_writes == 0) claims_.push_back({seq_, hash_of(elements_)});
    begin_commands();
}

void Client::begin_commands() {
    for (const std::int64_t n : pending_) send(n);
}

/// V2-9: each once, in ascending seq, without a gap.
void Client::event(const json::object& message) {
    if (!whole_) return complain("an event before the snapshot's end", message);
    if (number(message, "seq") != seq_ + 1) return complain("a gap or a repetition", message);
    if (number(message, "epoch") != epoch_) return complain("an event of another epoch", message);
    ++seq_;
    for (const json::value& each : message.at("payload").at("changes").as_array()) apply(each.as_object(), seq_);
    const json::value* op = message.if_contains("op");
    if (!op || text_member(op->as_object(), "c") != client_id_ || text_member(message, "userId") != user_) return;
    const std::int64_t n = number(op->as_object(), "n");  // V2-10
    const auto sent = sent_.find(n);
    if (sent == sent_.end()) return complain("an op that I never sent", message);
    if (sent->second.acked.value_or(seq_) != seq_) complain("its ACK had another seq", message);
    sent->second.heard = seq_;
    pending_.erase(n);
}

void Client::apply(const json::object& change, std::int64_t seq) {
    const std::string id(change.at("id").as_string());
    const std::string_view is = change.at("is").as_string();
    const auto found = elements_.find(id);
    if ((is == "created") != (found == elements_.end())) return complain("a change that doesn't fit", change);
    if (is == "deleted") return void(elements_.erase(found));
    if (is == "created") {
        if (number(change.at("element").as_object(), "rev") != seq) complain("a rev of another seq", change);
        return void(elements_.emplace(id, change.at("element").as_object()));
    }
    json::object& element = found->second;
    if (element.at("type") != change.at("type")) complain("an update of another type", change);
    for (const auto& [name, value] : change.at("set").as_object()) {
        if (!element.contains(name)) complain("an update of a member that the element lacks", change);
        element[name] = value;
    }
    element["rev"] = seq;
}

/// V2-14, V2-16
void Client::acknowledged(const json::object& message) {
    const std::int64_t n = number(message.at("op").as_object(), "n"), seq = number(message, "seq");
    Sent& sent = sent_.at(n);
    const std::string result(message.at("payload").at("result").as_string());
    if (sent.acked.value_or(seq) != seq || sent.heard.value_or(seq) != seq)
        complain("a second ACK with another seq", message);
    if (sent.acked && sent.result != result) complain("a second ACK with another result", message);
    if (!sent.acked && sent.copies == 1 && message.at("payload").as_object().contains("retried") &&
        !scene_.faults.in_doubt)
        complain("retried, but it was sent once", message);
    sent.acked = seq;
    sent.result = result;
    pending_.erase(n);
}

/// V2-15
void Client::refused(const json::object& message) {
    const json::object& data = message.at("payload").at("data").as_object();
    const std::int64_t n = number(data.at("op").as_object(), "n");
    if (data.at("retryable").as_bool()) {
        scene_.scheduler.after(scene_.random.time(200, 600), [this, n, its = connection_.get()] {
            if (connection_.get() == its && greeted_ && whole_) send(n);
        });
        return;
    }
    Sent& sent = sent_.at(n);
    if (sent.copies == 1 && (sent.acked || sent.heard)) complain("it was committed before", message);
    sent.refused = data.at("code").as_string();
    pending_.erase(n);
}

/// V2-34, V2-35. After a write from outside it may be of a state that no event told of.
void Client::state_hash(const json::object& message) {
    if (number(message, "seq") != seq_) return complain("a hash of another state", message);
    if (scene_.outside_writes == 0 &&
        text_member(message.at("payload").as_object(), "hash") != canvas::state_hash(hash_of(elements_)))
        complain("my state is another", message);
}

}  // namespace pictbook::sim
