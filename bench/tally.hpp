// What one receiver has had of one sender, whose messages are numbered from 0: tells a missing message from a doubled and
// from a late one. Numbers go on from run to run.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pictbook::bench {

struct Losses {
    std::size_t missing = 0;    // never came
    std::size_t doubled = 0;    // came again
    std::size_t reordered = 0;  // came after a younger one
    std::size_t replaced = 0;   // volatile messages that a younger one took the place of
    std::size_t strayed = 0;    // came to another room, or back to its sender

    Losses& operator+=(const Losses& other) {
        missing += other.missing;
        doubled += other.doubled;
        reordered += other.reordered;
        replaced += other.replaced;
        strayed += other.strayed;
        return *this;
    }
};

class Tally {
public:
    /// A message came. What it skips counts as `skipped`, until it comes late after all.
    void count(std::uint32_t number, Losses& losses, std::size_t& skipped) {
        if (number >= next_) {
            const std::uint32_t gap = number - next_;
            skipped += gap;
            recent_ = gap >= 63 ? 0 : recent_ << (gap + 1);
            recent_ |= 1;
            next_ = number + 1;
            return;
        }
        const std::uint32_t age = next_ - 1 - number;
        const std::uint64_t bit = age < 64 ? std::uint64_t(1) << age : 0;
        if (age < 64 && (recent_ & bit) != 0) {
            ++losses.doubled;
            return;
        }
        // One more than 64 messages late may have been there before; it counts as late.
        ++losses.reordered;
        if (skipped > 0) --skipped;
        recent_ |= bit;
    }

    /// Nothing more is to come of the first `sent` messages; gives how many at their end never came.
    std::uint32_t settle(std::uint32_t sent) {
        const std::uint32_t gap = sent > next_ ? sent - next_ : 0;
        if (gap > 0) recent_ = gap >= 64 ? 0 : recent_ << gap;
        next_ += gap;
        return gap;
    }

private:
    std::uint32_t next_ = 0;
    std::uint64_t recent_ = 0;  // bit n: message next_ - 1 - n came
};

}  // namespace pictbook::bench
