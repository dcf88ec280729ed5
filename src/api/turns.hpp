// How many requests of a heavy kind one worker has under way at once. Used on its thread only.
#pragma once

#include <cstddef>
#include <utility>

#include "base/result.hpp"

namespace pictbook::api {

/// Imports of books, in each worker: their elements are in memory meanwhile.
inline constexpr std::size_t kMostImports = 2;

class Turns {
public:
    explicit Turns(std::size_t most) : most_(most) {}

    /// Ends with the value.
    class Turn {
    public:
        explicit Turn(Turns& turns) : turns_(&turns) { ++turns.taken_; }
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (turns_) --turns_->taken_;
        }

    private:
        Turns* turns_;
    };

    /// Throws Unavailable when all are taken.
    Turn take(const char* why_not) {
        if (taken_ >= most_) throw Unavailable(why_not, std::chrono::seconds(10));
        return Turn(*this);
    }

private:
    const std::size_t most_;
    std::size_t taken_ = 0;
};

}  // namespace pictbook::api
