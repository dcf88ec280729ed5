#include "canvas/snapshots.hpp"

#include <algorithm>

#include "base/result.hpp"
#include "canvas/messages.hpp"
#include "http/websocket.hpp"
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
        const std::string text = snapshot_text(out->seq, out->epoch, left, elements);
        out->frames.push_back(http::make_frame(http::Opcode::text, text));
        out->bytes += out->frames.back()->size();
    } while (!left.empty());
    co_return out;
}

}  // namespace

awaitable<Snapshots::Pointer> Snapshots::get(db::Db& db, std::string id, store::JournalHead head, Wanted wanted) {
    if (!books_.contains(id)) books_.emplace(id, std::make_shared<Book>());
    const std::shared_ptr<Book> book = books_.at(id);
    book->used = Monotonic::now();
    if (book->has(head)) co_return book->kept;
    const Monotonic::time_point since = Monotonic::now();
    const Turns::Turn first = co_await book->turns.wait(kTooManyOpened);
    if (!wanted()) co_return nullptr;
    if (book->has(head)) co_return book->kept;  // it was read meanwhile
    if (Monotonic::now() - since > kLongestWait) throw Unavailable(kTooManyOpened);
    const Turns::Turn turn = co_await turns_.wait(kTooManyOpened);
    if (!wanted()) co_return nullptr;
    make_room(std::exchange(book->bytes, 0));  // it may be smaller now: who comes after a refusal tries
    std::shared_ptr<const Snapshot> read = co_await read_snapshot(db, id, elements_);
    if (!read) co_return nullptr;
    book->bytes = read->bytes;
    book->kept.reset();
    make_room(read->bytes);
    refused_.reset();
    book->kept = count(std::move(read));
    book->used = Monotonic::now();
    co_return book->kept;
}

void Snapshots::make_room(std::size_t bytes) {
    while (*bytes_ + bytes > most_ && drop_oldest()) {
    }
    if (*bytes_ == 0 || *bytes_ + bytes <= most_ || bytes <= kSmall) return;
    refused_ = Monotonic::now();
    throw Unavailable(kTooManyOpened);
}

/// Of those that nobody is sent. False when there is none.
bool Snapshots::drop_oldest() {
    const auto age = [](const auto& each) {
        const Book& book = *each.second;
        return book.kept && book.kept.use_count() == 1 ? book.used : Monotonic::time_point::max();
    };
    const auto oldest = std::ranges::min_element(books_, {}, age);
    if (oldest == books_.end() || age(*oldest) == Monotonic::time_point::max()) return false;
    oldest->second->kept.reset();
    return true;
}

Snapshots::Pointer Snapshots::count(std::shared_ptr<const Snapshot> snapshot) {
    *bytes_ += snapshot->bytes;
    const Snapshot* const plain = snapshot.get();
    const auto uncount = [owner = std::move(snapshot), all = bytes_](const Snapshot*) { *all -= owner->bytes; };
    return Pointer(plain, uncount);
}

void Snapshots::forget(Monotonic::time_point unused_since) {
    std::erase_if(books_, [unused_since](const auto& each) {
        const Book& book = *each.second;
        const bool is_sent = book.kept && book.kept.use_count() > 1;
        return !is_sent && each.second.use_count() == 1 && book.used <= unused_since;
    });
}

}  // namespace pictbook::canvas
