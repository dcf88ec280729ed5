#include "durable_sessions.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

#include "process.hpp"
#include "stamp.hpp"

namespace pictbook::bench {

namespace {

constexpr std::int64_t kLongest = 60'000'000;             // of a join, in microseconds
constexpr std::chrono::microseconds kSilence{2'000'000};  // after which nothing more is coming
constexpr int kEventsAtOnce = 64;                         // between two looks at what is due

/// The server writes it first.
std::string_view type_of(std::string_view text) {
    constexpr std::string_view kBegin = R"({"type":")";
    if (!text.starts_with(kBegin)) return {};
    text.remove_prefix(kBegin.size());
    return text.substr(0, text.find('"'));
}

std::string name_of(std::size_t session) { return "editor-" + std::to_string(session); }

}  // namespace

DurableSessions::DurableSessions(std::uint16_t port, std::string cookie, std::string book)
    : port_(port),
      cookie_(std::move(cookie)),
      book_(std::move(book)),
      poll_(::epoll_create1(EPOLL_CLOEXEC)),
      buffer_(kReadBytes) {
    allow_many_files();
}

DurableSessions::~DurableSessions() { ::close(poll_); }

double DurableSessions::join(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        epoll_event event{};
        event.events = EPOLLOUT;
        event.data.u32 = static_cast<std::uint32_t>(sessions_.size());
        Session& session = sessions_.emplace_back();
        session.socket.begin(port_, 0);
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, session.socket.descriptor(), &event);
    }
    const std::int64_t latest = microseconds_now() + kLongest;
    while (live_ < sessions_.size()) {
        poll(kSilence);
        if (microseconds_now() > latest || answers_.ended > 0) throw std::runtime_error("not all sessions came in");
    }
    return static_cast<double>(joined_ - greeted_) / 1e6;
}

void DurableSessions::create_elements() {
    answers_ = {};
    for (std::uint32_t i = 0; i < sessions_.size(); ++i) send_command(i, "SHAPE_CREATE", microseconds_now());
    settle();
    if (answers_.acknowledged != sessions_.size()) throw std::runtime_error("elements could not be created");
}

bool DurableSessions::poll(std::chrono::microseconds timeout) {
    epoll_event events[kEventsAtOnce];
    const auto micros = std::max<std::int64_t>(timeout.count(), 0);
    const timespec wait{micros / 1'000'000, micros % 1'000'000 * 1000};
    const int count = ::epoll_pwait2(poll_, events, kEventsAtOnce, &wait, nullptr);
    for (int i = 0; i < count; ++i) advance(events[i].data.u32);
    return count > 0;
}

void DurableSessions::advance(std::uint32_t index) {
    Session& session = sessions_[index];
    ClientSocket& socket = session.socket;
    if (socket.state() == ClientSocket::State::connecting) {
        socket.upgrade("/canvas/" + book_, cookie_, "pictshare.v2");
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u32 = index;
        ::epoll_ctl(poll_, EPOLL_CTL_MOD, socket.descriptor(), &event);
        return;
    }
    const bool was_open = socket.state() == ClientSocket::State::open;
    now_ = 0;
    socket.read(buffer_, [&](const ClientSocket::Frame& frame) {
        if (now_ == 0) now_ = microseconds_now();
        if (frame.opcode == 9) socket.send(10, frame.payload);
        if (frame.opcode == 1) take(index, frame.payload);
    });
    if (socket.state() == ClientSocket::State::ended) {
        ::epoll_ctl(poll_, EPOLL_CTL_DEL, socket.descriptor(), nullptr);
        ++answers_.ended;
    } else if (!was_open && socket.state() == ClientSocket::State::open) {
        greeted_ = microseconds_now();
        socket.send(1, R"({"type":"HELLO","payload":{"clientId":")" + name_of(index) + R"("}})");
    }
}

void DurableSessions::take(std::uint32_t index, std::string_view text) {
    Session& session = sessions_[index];
    const std::string_view type = type_of(text);
    if (type == "CURSOR_SYNC") {
        ++answers_.cursors_delivered;
        if (const std::optional<Stamp> stamp = read_stamp(text)) answers_.cursor_times.add(now_ - stamp->microseconds);
    } else if (type == "ACK" || type == "ERROR") {
        take_answer(session, text, type == "ACK");
        if (!std::exchange(session.waits, false)) return;
        due_.push({static_cast<double>(now_), index, false});
    } else if (type == "SNAPSHOT") {
        session.seq = *number_after(text, R"("seq":)");
        session.live = text.ends_with(R"("last":true}})");
        live_ += session.live ? 1 : 0;
        joined_ = now_;
    } else if (type.starts_with("SHAPE_")) {
        take_event(session, text);
    }
}

void DurableSessions::take_answer(Session& session, std::string_view text, bool is_ack) {
    ++(is_ack ? answers_.acknowledged : answers_.refused);
    const auto number = static_cast<std::size_t>(number_after(text, R"("n":)").value_or(-1));
    if (number >= session.commands.size()) throw std::runtime_error("not understood: " + std::string(text));
    --session.under_way;
    if (!is_ack) return;
    answers_.acks.add(now_ - session.commands[number]);
    newest_ = std::max(newest_, *number_after(text, R"("seq":)"));
}

void DurableSessions::take_event(Session& session, std::string_view text) {
    ++answers_.events_delivered;
    const std::int64_t seq = *number_after(text, R"("seq":)");
    if (seq <= session.seq) {
        ++answers_.doubled;
        return;
    }
    answers_.missing += static_cast<std::size_t>(seq - session.seq - 1);
    session.seq = seq;
    newest_ = std::max(newest_, seq);
    const std::optional<std::int64_t> editor = number_after(text, R"("c":"editor-)"),
                                      number = number_after(text, R"("n":)");
    if (!editor || !number) return;
    answers_.events.add(now_ -
                        sessions_.at(static_cast<std::size_t>(*editor)).commands.at(static_cast<std::size_t>(*number)));
}

bool DurableSessions::send(Session& session, const std::string& text, std::int64_t due) {
    answers_.lateness.add(microseconds_now() - due);
    return session.socket.send(1, text);
}

void DurableSessions::send_command(std::uint32_t index, std::string_view type, std::int64_t due) {
    Session& session = sessions_[index];
    const std::string number = std::to_string(session.commands.size());
    std::string text = R"({"type":")" + std::string(type) + R"(","op":{"c":")" + name_of(index) + R"(","n":)" + number +
                       R"(},"payload":{"id":")" + book_ + "-" + std::to_string(index) + R"(","type":"RECTANGLE","x":)" +
                       number + R"(.5,"y":)" + std::to_string(index);
    if (type == "SHAPE_CREATE") text += R"(,"width":120.5,"height":80.25,"scaleX":1,"scaleY":1,"angle":0,"zIndex":3)";
    session.commands.push_back(due);
    ++session.under_way;
    ++answers_.commands;
    if (!send(session, text + "}}", due)) throw std::runtime_error("a command could not be sent");
}

void DurableSessions::send_due(const Traffic& traffic) {
    const Due next = due_.top();
    due_.pop();
    const auto at = static_cast<std::int64_t>(next.at);
    Session& session = sessions_[next.session];
    if (session.socket.state() == ClientSocket::State::ended) return;
    if (next.is_cursor) {
        ++answers_.cursors;
        send(session, make_message(Kind::cursor, {at, next.session, session.cursors++}), at);
        due_.push({next.at + 1e6 / traffic.cursors_per_second, next.session, true});
        return;
    }
    session.waits = session.under_way >= traffic.most_under_way;
    if (session.waits) return;
    send_command(next.session, "SHAPE_UPDATE", at);
    due_.push({next.at + 1e6 / traffic.commands_per_second, next.session, false});
}

Answers DurableSessions::run(const Traffic& traffic) {
    answers_ = {};
    due_ = {};
    std::mt19937_64 random(20);
    std::uniform_real_distribution<double> anywhere(0, 1);
    const std::int64_t begin = microseconds_now();
    const std::int64_t end = begin + std::chrono::microseconds(traffic.duration).count();
    for (std::uint32_t i = 0; i < sessions_.size(); ++i)
        for (const bool is_cursor : {false, true}) {
            const double rate = is_cursor ? traffic.cursors_per_second : traffic.commands_per_second;
            if (rate > 0) due_.push({static_cast<double>(begin) + anywhere(random) * 1e6 / rate, i, is_cursor});
        }
    for (std::int64_t now = begin; now < end; now = microseconds_now()) {
        const double next = std::min(due_.empty() ? 1e18 : due_.top().at, static_cast<double>(end));
        if (next > static_cast<double>(now))
            poll(std::chrono::microseconds(static_cast<std::int64_t>(next) - now));
        else
            send_due(traffic);
    }
    settle();
    answers_.seconds = static_cast<double>(std::max(now_, end) - begin) / 1e6;
    for (const Session& session : sessions_) answers_.missing += static_cast<std::size_t>(newest_ - session.seq);
    return answers_;
}

bool DurableSessions::all_have_come() const {
    return std::all_of(sessions_.begin(), sessions_.end(), [&](const Session& session) {
        return session.socket.state() == ClientSocket::State::ended ||
               (session.under_way == 0 && session.seq >= newest_);
    });
}

void DurableSessions::settle() {
    for (Session& session : sessions_) session.waits = false;
    const std::int64_t latest = microseconds_now() + kLongest;
    while (!all_have_come() && microseconds_now() < latest)
        if (!poll(kSilence)) break;
}

}  // namespace pictbook::bench
