// What a canvas decides, without I/O and without a clock: who gets a message, what the sender is told, what is dropped
// (docs/spec/live.md). The hub carries it out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "model/fields.hpp"
#include "model/project.hpp"

namespace pictbook::canvas {

/// How far a sender's clock is from ours, learnt from its messages, so that a device with a wrong clock is not muted.
/// A clock counts as right until a second of messages, at least three, has shown otherwise; one that is set anew while the
/// connection lasts is followed after two windows at most.
class SenderClock {
public:
    static constexpr Milliseconds kLearningTime{1000};
    static constexpr int kLearningMessages = 3;
    static constexpr Milliseconds kWindow{15'000};

    /// Milliseconds that the message was under way, at least roughly; call it once for every message.
    double age(double timestamp, Time now);

private:
    std::optional<Time> first_;
    Time window_;  // its begin
    int seen_ = 0;
    double least_ = 0, former_least_ = 0;  // offset of the messages of this window, and of the one before it
};

/// A volatile event older than this is dropped.
inline constexpr double kStaleMilliseconds = 5000;
/// Most bytes of the answer to a malformed message.
inline constexpr std::size_t kMostReplyBytes = 1024;

struct Sender {
    std::string user_id;
    model::Role role = model::Role::VIEWER;
    SenderClock clock;
};

/// `journal` and `presence` are between nodes only: what pictshare.v2 has to tell there.
enum class Lane : char { ordered = 'o', cursor = 'c', frame = 'f', journal = 'j', presence = 'p' };

/// The id of an element, kept in place: a drag costs no allocation for it.
class ElementId {
public:
    ElementId() = default;
    /// `id` is a model::Id, so it fits.
    explicit ElementId(std::string_view id);
    operator std::string_view() const { return {bytes_.data(), size_}; }
    bool operator==(std::string_view other) const { return std::string_view(*this) == other; }

private:
    static constexpr std::size_t kMostBytes = 3 * model::Id::rule.max;  // a UTF-16 unit is at most 3 bytes of UTF-8
    static_assert(kMostBytes <= 255);

    std::uint8_t size_ = 0;
    std::array<char, kMostBytes> bytes_;
};

/// To every other socket of the book.
struct Relay {
    std::string text;
    Lane lane = Lane::ordered;
    ElementId element;  // for Lane::frame: newest counts for each element
};
/// To the sender alone.
struct Reply {
    std::string text;
};
struct Drop {};

using Decision = std::variant<Relay, Reply, Drop>;

/// A message of the usual spelling is checked and relayed as it stands (canvas/scan.hpp), for one allocation: the text.
Decision receive(Sender& sender, std::string_view text, Time now);
/// The same by the general decoder alone: for unusual messages, and to say what is wrong with one.
Decision receive_unusual(Sender& sender, std::string_view text, Time now);

struct Message;
/// Of a cursor or drag of pictshare.v2, which goes on with the id of the client that sent it.
Decision receive_volatile(Sender& sender, const Message& message, std::string_view client, Time now);

}  // namespace pictbook::canvas
