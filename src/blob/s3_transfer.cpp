#include "blob/s3_transfer.hpp"

#include <utility>

namespace pictbook::blob {

boost::asio::awaitable<std::string> Transfer::next() {
    const auto start = [this](Wake wake) {
        {
            const std::lock_guard lock(mutex_);
            if (!is_ready()) {
                waiting_ = std::move(wake);
                return;
            }
        }
        wake();
    };
    co_await suspend(start);
    std::string bytes;
    bool was_full = false;
    {
        const std::lock_guard lock(mutex_);
        bytes.swap(buffer_);
        was_full = std::exchange(full_, false);
    }
    if (was_full) attention_();
    co_return bytes;
}

void Transfer::cancel() {
    {
        const std::lock_guard lock(mutex_);
        cancelled_ = true;
        if (end_ != End::open) return;
    }
    attention_();
}

Answer Transfer::answer() const {
    const std::lock_guard lock(mutex_);
    return answer_;
}

End Transfer::end() const {
    const std::lock_guard lock(mutex_);
    return end_;
}

std::string Transfer::reason() const {
    const std::lock_guard lock(mutex_);
    return reason_;
}

bool Transfer::take(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    full_ = buffer_.size() + bytes.size() > kMostBuffered && !buffer_.empty();
    if (!full_) buffer_ += bytes;
    return !full_;
}

bool Transfer::is_full() const {
    const std::lock_guard lock(mutex_);
    return full_;
}

bool Transfer::is_cancelled() const {
    const std::lock_guard lock(mutex_);
    return cancelled_;
}

void Transfer::set_answer(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
}

void Transfer::finish(End end, const char* reason) {
    {
        const std::lock_guard lock(mutex_);
        end_ = end;
        reason_ = reason;
    }
    wake();
}

void Transfer::wake() {
    Wake waiting;
    {
        const std::lock_guard lock(mutex_);
        if (waiting_ && is_ready()) waiting = std::exchange(waiting_, nullptr);
    }
    if (waiting) waiting();
}

}  // namespace pictbook::blob
