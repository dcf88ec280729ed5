#include "canvas/messages.hpp"

#include "canvas/session.hpp"
#include "http/error.hpp"
#include "schema/encode.hpp"

namespace pictbook::canvas {

namespace {

constexpr std::size_t kChunkBytes = 1u << 20;  // of a SNAPSHOT, in which one more element begins

void add_number(std::string& out, std::string_view name, std::int64_t value) {
    out.append(R"(,")").append(name).append(R"(":)");
    schema::write_number(out, value);
}

void add_text(std::string& out, std::string_view name, std::string_view value) {
    out.append(R"(,")").append(name).append(R"(":)");
    schema::write_string(out, value);
}

std::string opened(std::string_view type) { return std::string(R"({"type":")").append(type).append("\""); }

void add_head(std::string& out, const Commit& commit) {
    add_number(out, "seq", commit.seq);
    add_number(out, "epoch", commit.epoch);
    add_number(out, "at", commit.at.time_since_epoch().count());
}

void add_op(std::string& out, const std::optional<OpKey>& op) {
    if (op) out.append(R"(,"op":)").append(op_json(*op));
}

void add_limits(std::string& out, std::size_t most_message) {
    out += R"(,"limits":{"pendingCommands":)";
    schema::write_number(out, static_cast<std::int64_t>(SessionLimits::kMostPending));
    add_number(out, "commandsPerSecond", static_cast<std::int64_t>(SessionLimits::kCommandsPerSecond));
    add_number(out, "commandsAtOnce", static_cast<std::int64_t>(SessionLimits::kCommandsAtOnce));
    add_number(out, "presenceAtOnce", static_cast<std::int64_t>(SessionLimits::kPresenceAtOnce));
    add_number(out, "presencePerSecond", static_cast<std::int64_t>(SessionLimits::kPresencePerSecond));
    add_number(out, "maxMessageBytes", static_cast<std::int64_t>(most_message));
    out += "}";
}

}  // namespace

std::string op_json(const OpKey& op) {
    std::string out = R"({"c":)";
    schema::write_string(out, op.client);
    add_number(out, "n", op.counter);
    return out += "}";
}

std::string welcome_text(const Welcome& w) {
    std::string out = opened("WELCOME");
    add_number(out, "seq", w.seq);
    add_number(out, "epoch", w.epoch);
    out += R"(,"payload":{"protocol":2)";
    add_text(out, "conn", w.conn);
    add_text(out, "clientId", w.client_id);
    add_text(out, "userId", w.user_id);
    add_text(out, "role", model::to_text(w.role));
    add_number(out, "seq", w.seq);
    add_number(out, "epoch", w.epoch);
    add_text(out, "mode", w.is_delta ? "delta" : "snapshot");
    add_number(out, "heartbeatMs", Milliseconds(kHeartbeat).count());
    add_limits(out, w.most_message);
    return out.append(R"(,"peers":)").append(w.peers).append("}}");
}

std::string snapshot_text(std::int64_t seq, std::int64_t epoch, std::span<const store::PlacedElement>& left,
                          std::size_t most) {
    std::string out = opened("SNAPSHOT");
    add_number(out, "seq", seq);
    add_number(out, "epoch", epoch);
    out += R"(,"payload":{"elements":[)";
    const std::size_t begin = out.size();
    for (std::size_t count = 0; !left.empty() && count < most && out.size() - begin < kChunkBytes; ++count) {
        if (count > 0) out.push_back(',');
        write_element(out, left.front());
        left = left.subspan(1);
    }
    return out.append(left.empty() ? R"(],"last":true}})" : R"(],"last":false}})");
}

std::string event_text(const Commit& commit) {
    std::string out = opened(commit.type);
    add_head(out, commit);
    add_text(out, "userId", commit.author);
    add_op(out, commit.op);
    return out.append(R"(,"payload":{"changes":)").append(commit.changes).append("}}");
}

std::string ack_text(const Commit& commit) {
    std::string out = opened("ACK");
    add_head(out, commit);
    add_op(out, commit.op);
    out.append(R"(,"payload":{"result":")").append(schema::to_text(commit.outcome)).append("\"");
    if (commit.retried) out += R"(,"retried":true)";
    if (!commit.skipped.empty()) {
        out += R"(,"skipped":[)";
        for (const Skipped& each : commit.skipped) {
            out += out.back() == '[' ? R"({"id":)" : R"(,{"id":)";
            schema::write_string(out, each.id);
            out += R"(,"members":)";
            schema::write(out, each.members);
            out.push_back('}');
        }
        out.push_back(']');
    }
    return out += "}}";
}

std::string error_text(unsigned status, std::string_view message, std::string_view code, std::string_view op,
                       Milliseconds retry_after) {
    std::string out = opened("ERROR");
    out += R"(,"payload":{"status":)";
    schema::write_number(out, std::int64_t{status});
    add_text(out, "message", message);
    out += R"(,"data":{"code":)";
    schema::write_string(out, code);
    out += status == 429 || status == 503 ? R"(,"retryable":true)" : R"(,"retryable":false)";
    if (retry_after.count() > 0) add_number(out, "retryAfterMs", retry_after.count());
    if (!op.empty()) out.append(R"(,"op":)").append(op);
    return out += "}}}";
}

std::string refusal_text(const Refusal& refusal, std::string_view op) {
    std::string message = refusal.error.message;
    if (!refusal.error.issues.empty()) {
        const Issue& issue = refusal.error.issues.front();
        message = issue.property + ": " + issue.message + (issue.summary.empty() ? "" : " (" + issue.summary + ")");
    }
    return error_text(http::status_of(refusal.error.fault), message, refusal.code, op, refusal.error.retry_after);
}

std::string pong_text(Time now, std::uint64_t dropped) {
    std::string out = opened("PONG");
    add_number(out, "at", now.time_since_epoch().count());
    if (dropped > 0) add_number(out, "dropped", static_cast<std::int64_t>(dropped));
    return out += "}";
}

std::string role_text(model::Role role) {
    std::string out = opened("ROLE_CHANGED");
    return out.append(R"(,"payload":{"role":")").append(model::to_text(role)).append(R"("}})");
}

std::string control_text(std::string_view reason) {
    std::string out = opened("CONTROL");
    return out.append(R"(,"payload":{"reason":")").append(reason).append(R"("}})");
}

std::string state_hash_text(std::int64_t seq, std::int64_t epoch, std::string_view hash) {
    std::string out = opened("STATE_HASH");
    add_number(out, "seq", seq);
    add_number(out, "epoch", epoch);
    return out.append(R"(,"payload":{"hash":")").append(hash).append(R"("}})");
}

std::string legacy_frame_text(std::string_view type, Time at, std::string_view user_id, const model::Element& element) {
    std::string out = opened(type);
    add_number(out, "timestamp", at.time_since_epoch().count());
    if (!user_id.empty()) add_text(out, "userId", user_id);
    out += R"(,"payload":)";
    schema::write(out, element);
    return out += "}";
}

std::vector<std::string> legacy_texts(const Commit& commit) {
    std::vector<std::string> out;
    out.reserve(commit.details.size());
    for (const Change& each : commit.details) {
        const std::string_view type = !each.after ? "SHAPE_DELETE" : !each.before ? "SHAPE_CREATE" : "SHAPE_UPDATE";
        const PlacedElement& placed = each.after ? *each.after : *each.before;
        out.push_back(legacy_frame_text(type, commit.at, commit.author, placed.element));
    }
    return out;
}

}  // namespace pictbook::canvas
