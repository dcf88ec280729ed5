// How many connections the whole process has, HTTP and canvas, and what their large bodies and answers hold: one count for all
// workers. Any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

#include "http/budget.hpp"

namespace pictbook::http {

class ConnectionCount {
public:
    /// One connection, for as long as it lives.
    class Place {
    public:
        explicit Place(ConnectionCount& count) : count_(&count) { ++count.count_; }
        Place(Place&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
        Place& operator=(Place&& other) noexcept {
            std::swap(count_, other.count_);
            return *this;
        }
        ~Place() {
            if (count_) --count_->count_;
        }

    private:
        ConnectionCount* count_;
    };

    /// Of all large answers together, which clients may take as slowly as they like.
    static constexpr std::size_t kMostOfAnswers = 256u << 20;
    /// Of all large bodies together, which clients may send as slowly as they like.
    static constexpr std::size_t kMostOfBodies = 256u << 20;

    /// Of all pieces together of what is read while it is sent, each counted whole.
    static constexpr std::size_t kMostOfPieces = 256u << 20;

    /// Beyond `most` accepting waits; a few more may come, one for each worker.
    explicit ConnectionCount(std::size_t most, std::size_t most_of_answers = kMostOfAnswers,
                             std::size_t most_of_bodies = kMostOfBodies, std::size_t most_of_pieces = kMostOfPieces)
        : answers(most_of_answers), bodies(most_of_bodies), pieces(most_of_pieces), most_(most) {}

    std::size_t count() const { return count_; }
    std::size_t most() const { return most_; }
    bool is_full() const { return count_ >= most_; }

    Budget answers, bodies, pieces;

private:
    std::size_t most_;
    std::atomic<std::size_t> count_ = 0;
};

}  // namespace pictbook::http
