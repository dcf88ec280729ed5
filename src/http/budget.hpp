// Bytes that all connections of the process may hold together for one purpose. Any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace pictbook::http {

class Budget {
public:
    /// What one connection took of it, given back with its owner.
    class Held {
    public:
        Held() = default;  // of no budget: takes whatever it is asked to
        explicit Held(Budget& budget) : budget_(&budget) {}
        Held(Held&& other) noexcept : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
        Held& operator=(Held&& other) noexcept {
            std::swap(budget_, other.budget_);
            std::swap(bytes_, other.bytes_);
            return *this;
        }
        ~Held() { give_back(); }

        /// Takes so many more; false, and nothing is taken, when that is too much for all together.
        bool grow(std::size_t more) {
            if (!budget_) return true;
            const std::size_t all = budget_->held_ += more;
            const bool fits = all <= budget_->most_;
            if (fits)
                bytes_ += more;
            else
                budget_->held_ -= more;
            return fits;
        }
        void give_back() {
            if (budget_) budget_->held_ -= std::exchange(bytes_, 0);
        }

    private:
        Budget* budget_ = nullptr;
        std::size_t bytes_ = 0;
    };

    explicit Budget(std::size_t most) : most_(most) {}

private:
    const std::size_t most_;
    std::atomic<std::size_t> held_ = 0;
};

}  // namespace pictbook::http
