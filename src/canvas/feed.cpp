#include "canvas/feed.hpp"

namespace pictbook::canvas {

void Feed::start(std::int64_t seq, std::int64_t epoch) {
    stop();
    started_ = true;
    first_ = seq_ = seq;
    epoch_ = epoch;
}

std::vector<Event> Feed::take(Event event) {
    std::vector<Event> out;
    if (!started_ || broken_ || event.seq <= seq_) return out;
    if (event.epoch != epoch_) {
        broken_ = true;
        return out;
    }
    if (event.seq != seq_ + 1) {
        if (early_.size() < kMostEarly) early_.try_emplace(event.seq, std::move(event));
        return out;
    }
    seq_ = event.seq;
    out.push_back(std::move(event));
    for (auto next = early_.begin(); next != early_.end() && next->first <= seq_ + 1; next = early_.erase(next)) {
        if (next->first <= seq_) continue;
        seq_ = next->first;
        out.push_back(std::move(next->second));
    }
    return out;
}

}  // namespace pictbook::canvas
