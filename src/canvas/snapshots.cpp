#include "canvas/snapshots.hpp"

#include <algorithm>

#include "base/result.hpp"
#include "canvas/messages.hpp"
#include "store/elements.hpp"

namespace pictbook::canvas {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr const char* kTooManyOpened = "Too many books are being opened";

awaitable<std::shared_ptr<const Snapshot>> read_snapshot(db::Db& db, std::string book, std::size_t elements) {
    const store::PlacedList list = co_await store::list_placed_elements(db, book);
    if (!list.head) co_return nullptr;
    auto out = std::make_shared<Snapshot>();
    out->seq = list.head->seq;
    out->epoch = list.head->epoch;
    std::span<const store::PlacedElement> left(list.elements);
    do {
        co_await asio::post(asio::use_awaitable);  // others have their turn between two of them
        out->texts.push_back(snapshot_text(out->seq, out->epoch, left, elements));
        out->bytes += out->texts.back().size();
    } while (!left.empty());
    co_return out;
}

}  // namespace

awaitable<Snapshots::Pointer> Snapshots::get(db::Db& db, std::string book, store::JournalHead head) {
    if (Pointer kept = find(book, head)) co_return kept;
    const Turns::Turn turn = co_await turns_.wait(kTooManyOpened);
    if (Pointer kept = find(book, head)) co_return kept;  // it was read meanwhile
    std::shared_ptr<const Snapshot> read = co_await read_snapshot(db, book, elements_);
    if (!read) co_return nullptr;
    if (const auto older = kept_.find(book); older != kept_.end()) drop(older);
    make_room(read->bytes);
    Pointer counted = count(std::move(read));
    kept_bytes_ += counted->bytes;
    kept_.insert_or_assign(std::move(book), Kept{counted, Monotonic::now()});
    co_return counted;
}

Snapshots::Pointer Snapshots::find(const std::string& book, const store::JournalHead& head) {
    const auto kept = kept_.find(book);
    if (kept == kept_.end()) return nullptr;
    const Pointer& snapshot = kept->second.snapshot;
    if (snapshot->epoch != head.epoch || snapshot->seq < head.seq) return nullptr;
    kept->second.used = Monotonic::now();
    return snapshot;
}

void Snapshots::drop(Books::iterator kept) {
    kept_bytes_ -= kept->second.snapshot->bytes;
    kept_.erase(kept);
}

/// One alone may have any size.
void Snapshots::make_room(std::size_t bytes) {
    const auto used = [](const auto& each) { return each.second.used; };
    while (!kept_.empty() && (kept_bytes_ + bytes > kMostKept || *bytes_ + bytes > most_))
        drop(std::ranges::min_element(kept_, {}, used));
    if (*bytes_ > 0 && *bytes_ + bytes > most_) throw Unavailable(kTooManyOpened);
}

Snapshots::Pointer Snapshots::count(std::shared_ptr<const Snapshot> snapshot) {
    *bytes_ += snapshot->bytes;
    const Snapshot* const plain = snapshot.get();
    const auto uncount = [owner = std::move(snapshot), all = bytes_](const Snapshot*) { *all -= owner->bytes; };
    return Pointer(plain, uncount);
}

void Snapshots::forget(Monotonic::time_point unused_since) {
    for (auto each = kept_.begin(); each != kept_.end();) {
        const auto kept = each++;
        if (kept->second.used <= unused_since) drop(kept);
    }
}

}  // namespace pictbook::canvas
