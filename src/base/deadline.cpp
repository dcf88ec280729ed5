#include "base/deadline.hpp"

#include <vector>

namespace pictbook {

Deadline::Deadline(Deadlines& owner, std::function<void()> expire) : owner_(owner), expire_(std::move(expire)) {
    owner_.all_.insert(this);
}

Deadline::~Deadline() { owner_.all_.erase(this); }

void Deadline::set(Milliseconds from_now) {
    at_ = Monotonic::now() + from_now;
    expired_ = false;
}

void Deadlines::start() {
    timer_.expires_after(kResolution);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        check();
        start();
    });
}

void Deadlines::check() {
    const Monotonic::time_point time = Monotonic::now();
    std::vector<Deadline*> due;
    for (Deadline* each : all_)
        if (each->at_ <= time) due.push_back(each);
    for (Deadline* each : due) {
        if (!all_.contains(each)) continue;  // an earlier one ended it
        each->clear();
        each->expired_ = true;
        each->expire_();
    }
}

}  // namespace pictbook
