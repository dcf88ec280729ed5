// One session of pictshare.v2 beside its socket (docs/spec/live-v2.md, A session).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "canvas/allowance.hpp"
#include "http/websocket.hpp"
#include "model/project.hpp"

namespace pictbook::canvas {

struct SessionLimits {
    static constexpr double kCommandsPerSecond = 100, kCommandsAtOnce = 400;
    static constexpr double kPresencePerSecond = 60, kPresenceAtOnce = 120;
    static constexpr std::size_t kMostPending = 256;        // commands whose answer is still to come
    static constexpr std::size_t kMostHeldBytes = 4 << 20;  // of what is held while it joins
    static constexpr std::size_t kMostDrags = 1000;
    static constexpr std::size_t kMostCursor = 1024;  // bytes of a CURSOR_SYNC's payload that is kept
};

struct Session {
    enum class State { greeting, joining, live };

    struct Held {
        std::optional<std::int64_t> seq;  // nothing: it is no event
        http::Frame frame;
    };

    State state = State::greeting;
    std::string client_id;
    Monotonic::time_point since = Monotonic::now();
    std::optional<model::Role> welcomed_as;     // WELCOME's role; its `peers` are who was there then
    std::optional<Monotonic::time_point> late;  // while it is sent a snapshot: when it should have had what it was sent
    std::vector<Held> held;                     // while it joins
    std::size_t held_bytes = 0;
    std::size_t pending = 0;
    Allowance commands{SessionLimits::kCommandsPerSecond, SessionLimits::kCommandsAtOnce};
    Allowance presence{SessionLimits::kPresencePerSecond, SessionLimits::kPresenceAtOnce};
    std::uint64_t dropped = 0;                                        // cursors and frames, since the last PONG
    std::map<std::string, Monotonic::time_point, std::less<>> drags;  // elements, by their last FRAME_UPDATE
    std::string cursor;  // the last CURSOR_SYNC's payload that was short enough, JSON
};

}  // namespace pictbook::canvas
