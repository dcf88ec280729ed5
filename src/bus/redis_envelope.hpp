// What stands before a publication on its way through Redis: who sent it and the how manieth of his it is, so that a
// node knows its own, and takes nothing twice or late. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pictbook::bus {

/// Random bytes that a process draws for itself.
inline constexpr std::size_t kNodeIdBytes = 16;
inline constexpr std::size_t kEnvelopeBytes = kNodeIdBytes + 8;

struct Envelope {
    std::string_view node;
    std::uint64_t number = 0;  // counts up with everything that the node publishes
};

std::string write_envelope(const Envelope& envelope);
/// A view into `text`; nothing when it is too short to be one.
std::optional<Envelope> read_envelope(std::string_view text);

/// What other nodes have sent so far.
class Senders {
public:
    /// Nodes that are remembered; beyond it all are forgotten. Each restart of a process is a new one.
    static constexpr std::size_t kMost = 1024;

    /// False when it is not newer than what came before: Redis can read what is left of a lost connection after the
    /// first commands of the next.
    bool take(const Envelope& envelope);

private:
    std::unordered_map<std::string, std::uint64_t> newest_;
};

}  // namespace pictbook::bus
