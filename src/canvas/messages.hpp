// The messages that the server sends in pictshare.v2 (docs/spec/live-v2.md), as texts.
#pragma once

#include <span>

#include "canvas/commit.hpp"
#include "model/project.hpp"

namespace pictbook::canvas {

struct Welcome {
    std::string conn;
    std::string client_id;
    std::string user_id;
    model::Role role = model::Role::VIEWER;
    std::int64_t seq = 0, epoch = 0;
    bool is_delta = false;
    std::size_t most_message = 0;  // bytes
    std::string peers = "[]";      // JSON
};

inline constexpr Seconds kHeartbeat{25};

std::string welcome_text(const Welcome& welcome);
/// Takes from the front of `left` as many elements as one message may have, `most` of them or 1 MiB, and leaves the others.
std::string snapshot_text(std::int64_t seq, std::int64_t epoch, std::span<const store::PlacedElement>& left,
                          std::size_t most);
std::string event_text(const Commit& commit);
std::string ack_text(const Commit& commit);
/// `op` as the client sent it, JSON; may be empty.
std::string error_text(unsigned status, std::string_view message, std::string_view code, std::string_view op,
                       Milliseconds retry_after = {});
std::string refusal_text(const Refusal& refusal, std::string_view op);
std::string pong_text(Time now, std::uint64_t dropped);
std::string role_text(model::Role role);
std::string control_text(std::string_view reason);
std::string state_hash_text(std::int64_t seq, std::int64_t epoch, std::string_view hash);
std::string op_json(const OpKey& op);

/// What the sockets of LIVE get of a commit of a pictshare.v2 session (V2-12).
std::vector<std::string> legacy_texts(const Commit& commit);
/// The same of one element, as an update.
std::string legacy_frame_text(std::string_view type, Time at, std::string_view user_id, const model::Element& element);

}  // namespace pictbook::canvas
