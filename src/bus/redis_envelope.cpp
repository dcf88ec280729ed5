#include "bus/redis_envelope.hpp"

namespace pictbook::bus {

std::string write_envelope(const Envelope& envelope) {
    std::string out(envelope.node);
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(envelope.number >> shift & 0xFF));
    return out;
}

std::optional<Envelope> read_envelope(std::string_view text) {
    if (text.size() < kEnvelopeBytes) return std::nullopt;
    Envelope out;
    out.node = text.substr(0, kNodeIdBytes);
    for (const char byte : text.substr(kNodeIdBytes, 8))
        out.number = out.number << 8 | static_cast<unsigned char>(byte);
    return out;
}

bool Senders::take(const Envelope& envelope) {
    if (newest_.size() >= kMost && !newest_.contains(std::string(envelope.node))) newest_.clear();
    const auto [found, is_new] = newest_.emplace(envelope.node, envelope.number);
    if (is_new) return true;
    if (envelope.number <= found->second) return false;
    found->second = envelope.number;
    return true;
}

}  // namespace pictbook::bus
