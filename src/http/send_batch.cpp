#include "http/send_batch.hpp"

#include <liburing.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <span>

#include "base/log.hpp"
#include "http/websocket.hpp"

namespace pictbook::http {

namespace {

/// Of the ring; as many sends are one system call.
constexpr unsigned kEntries = 512;
/// Fewer are sent one by one: the ring's own work is not worth it.
constexpr std::size_t kLeast = 4;

}  // namespace

class SendBatch::Ring {
public:
    /// Null where there is no io_uring for us.
    static std::unique_ptr<Ring> open() {
        auto ring = std::make_unique<Ring>();
        // The first flags save interrupts; kernels before 6.0 don't know them.
        for (const unsigned flags : {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_COOP_TASKRUN, 0u}) {
            io_uring_params parameters{};
            parameters.flags = flags;
            ring->is_open_ = io_uring_queue_init_params(kEntries, &ring->ring_, &parameters) == 0;
            if (ring->is_open_) return ring;
        }
        return nullptr;
    }
    Ring() = default;
    ~Ring() {
        if (is_open_) io_uring_queue_exit(&ring_);
    }
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;

    /// At most kEntries. False when the ring failed.
    bool send(std::span<const Item> items) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            io_uring_sqe* entry = io_uring_get_sqe(&ring_);
            const std::string_view frames = items[i].frames;
            io_uring_prep_send(entry, items[i].socket->descriptor(), frames.data(), frames.size(),
                               MSG_DONTWAIT | MSG_NOSIGNAL);
            io_uring_sqe_set_data64(entry, i);
        }
        // MSG_DONTWAIT: each is done, or refused, by the time the submission returns.
        if (io_uring_submit(&ring_) != static_cast<int>(items.size())) return false;
        for (std::size_t done = 0; done < items.size(); ++done) {
            io_uring_cqe* answer = nullptr;
            while (const int error = io_uring_wait_cqe(&ring_, &answer))
                if (error != -EINTR) return false;
            const Item& item = items[io_uring_cqe_get_data64(answer)];
            const int result = answer->res;
            io_uring_cqe_seen(&ring_, answer);
            item.socket->wrote(item.frames, result);
        }
        return true;
    }

private:
    io_uring ring_{};
    bool is_open_ = false;
};

SendBatch::SendBatch(bool with_ring) : is_probed_(!with_ring) {}
SendBatch::~SendBatch() = default;

void SendBatch::add(WebSocket& socket, std::string_view frames) {
    if (socket.takes_bytes() && !frames.empty()) items_.push_back({&socket, frames});
}

void SendBatch::add_own(WebSocket& socket, std::string frames) {
    own_bytes_ += frames.size();
    add(socket, own_.emplace_back(std::move(frames)));
    if (own_bytes_ > kMostOwn) send();
}

void SendBatch::send() {
    if (items_.size() >= kLeast && !std::exchange(is_probed_, true)) ring_ = Ring::open();
    if (ring_ && items_.size() >= kLeast)
        send_by_ring();
    else
        for (const Item& item : items_) item.socket->write_now(item.frames);
    items_.clear();
    own_.clear();
    own_bytes_ = 0;
}

void SendBatch::send_by_ring() {
    for (std::size_t at = 0; at < items_.size(); at += kEntries) {
        const std::span<const Item> some(items_.data() + at, std::min<std::size_t>(kEntries, items_.size() - at));
        if (ring_ && ring_->send(some)) continue;
        if (!ring_) {
            for (const Item& item : some) item.socket->write_now(item.frames);
            continue;
        }
        // Nobody can tell what was sent of these, and a doubled event would be worse than a socket that comes back.
        log::error("io_uring failed; sockets are sent to one by one from now on");
        for (const Item& item : some) ::shutdown(item.socket->descriptor(), SHUT_RDWR);
        ring_.reset();
    }
}

}  // namespace pictbook::http
