// What waits to be sent to one peer: shared frames in order, bounded, volatile ones newest-only when the peer
// is slow. Pure: no I/O. A sender's frames never change their order; one may only be replaced by a newer one
// at the end.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/count.hpp"

namespace pictbook::http {

/// A whole WebSocket frame, built once and shared by every outbox it waits in.
using Frame = std::shared_ptr<const std::string>;

/// Says that a frame only matters until a newer one with the same key comes. Built once for a message; small to copy.
struct VolatileKey {
    VolatileKey() = default;
    /// `sender` is the connection, not the person; `kind` tells e.g. a cursor from a drag; `element` may be
    /// empty. Two elements whose 64-bit hashes are equal count as one, which can cost their own sender a
    /// volatile frame.
    VolatileKey(std::uint64_t sender_id, std::uint8_t kind_id, std::string_view element_id)
        : sender(sender_id), element(std::hash<std::string_view>()(element_id)), kind(kind_id) {}
    bool operator==(const VolatileKey&) const = default;

    std::uint64_t sender = 0;
    std::uint64_t element = 0;
    std::uint8_t kind = 0;
};

/// What waits in all outboxes of a thread, which any thread may ask for.
struct QueuedBytes {
    std::size_t most;
    Count now = {};
    Count superseded = {};  // volatile frames that made room for newer ones of their key
};

class Outbox {
public:
    /// A frame counts as its size and this much for its place in the queue.
    static constexpr std::size_t kFrameOverhead = 64;
    /// When more than this many bytes are queued and another volatile frame comes, the outbox lets go of every volatile
    /// frame that has a newer one of its key. Below it every frame is delivered.
    static constexpr std::size_t kVolatileBound = 64 * 1024;

    /// `bound`: bytes queued. What take_batch() gave away no longer counts. When `all`, if given, is at its most, an outbox
    /// that holds more than kVolatileBound takes no more: those who lag pay, not those who keep up.
    explicit Outbox(std::size_t bound, QueuedBytes* all = nullptr) : bound_(bound), all_(all) {}
    /// `all` may be gone before an empty one.
    ~Outbox() {
        if (live_ > 0) clear();
    }
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    /// False: the frame would pass the bound and was not queued. An empty queue takes any frame, whatever its
    /// size, else one above the bound could never be sent.
    [[nodiscard]] bool push(const Frame& frame);
    [[nodiscard]] bool push(const Frame& frame, const VolatileKey& key);
    /// Queues beyond the bound: for the one close frame of a connection.
    void push_last(const Frame& frame);

    /// The next frames in order, together at most `max_bytes`, but at least one if there is one.
    std::vector<Frame> take_batch(std::size_t max_frames, std::size_t max_bytes);

    void clear();
    bool empty() const { return live_ == 0; }
    std::size_t size() const { return live_; }    // frames
    std::size_t bytes() const { return bytes_; }  // as the bound counts them

private:
    struct Slot {
        Frame frame;  // null once it was taken or replaced
        VolatileKey key;
        bool is_volatile = false;
    };
    struct KeyHash {
        std::size_t operator()(const VolatileKey& key) const;
    };

    bool fits(const Frame& frame) const;
    void append(Slot slot);
    void index_new_slots();
    Frame take(std::size_t index);
    void supersede(std::size_t index);
    void compact();
    void count(std::size_t added, std::size_t removed);

    std::size_t bound_;
    QueuedBytes* all_;
    std::size_t bytes_ = 0;
    std::vector<Slot> slots_;
    std::size_t live_ = 0;  // slots with a frame
    std::size_t head_ = 0;  // no slot before it has a frame
    // Where the newest frame of each key is. Only kept up to slot `indexed_`, and only while more than
    // kVolatileBound is queued: a peer that keeps up costs no look-ups.
    std::unordered_map<VolatileKey, std::size_t, KeyHash> newest_;
    std::size_t indexed_ = 0;
};

}  // namespace pictbook::http
