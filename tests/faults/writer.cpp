#include "faults/writer.hpp"

#include <algorithm>
#include <thread>

#include "support/images.hpp"

namespace pictbook::test {

namespace {

constexpr std::chrono::milliseconds kLongestPause(200);  // less than Retry-After says, so that many meet the fault
constexpr int kSmallestPhoto = 60;                       // pixels

std::string in_quotes(const std::string& text) { return "\"" + text + "\""; }

}  // namespace

bool Budget::take() {
    for (;;) {
        int left = left_;
        if (left > kept_) {
            if (left_.compare_exchange_weak(left, left - 1)) return true;
        } else if (left == 0) {
            return false;
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
}

Writer::Writer(const Fleet& fleet, std::size_t number, int photos)
    : number_(number),
      photos_(photos),
      book_(fleet.books()[number % Fleet::kBooks]),
      line_(fleet, number % fleet.size()),
      random_(static_cast<unsigned>(number)) {
    // Each guest of a book has one writer who invites and removes them.
    const std::size_t part = number / Fleet::kBooks;
    for (std::size_t i = part * 3; i < std::min(Fleet::kGuests, part * 3 + 3); ++i)
        members_.push_back(&ledger_.add({.kind = Thing::Kind::member,
                                         .book = book_,
                                         .name = fleet.guests()[i].email,
                                         .id = fleet.guests()[i].id,
                                         .maybe = {}}));
}

void Writer::run(Budget& budget) {
    while (budget.take()) write_one();
}

bool Writer::write_until_acknowledged() {
    const auto end = Clock::now() + std::chrono::seconds(30);
    const std::size_t before = ledger_.acknowledged().size();
    while (ledger_.acknowledged().size() == before && Clock::now() < end) pause_after(create_element());
    return ledger_.acknowledged().size() > before;
}

void Writer::write_one() {
    Thing* const photo = any(Thing::Kind::photo);
    Thing* const element = any(Thing::Kind::element);
    Reply reply;
    if (draw(100) < photos_) {
        reply = photo && draw(100) < 40 ? remove_photo(*photo) : upload_photo();
    } else {
        const int what = draw(100);
        if (what < 3)
            reply = create_book();
        else if (what < 12 && !members_.empty())
            reply = change_member();
        else if (what < 55 || !element)
            reply = create_element();
        else
            reply = what < 85 ? change_element(*element) : remove_element(*element);
    }
    pause_after(reply);
}

/// As Retry-After asks, within a bound.
void Writer::pause_after(const Reply& reply) const {
    if (reply.status == 503)
        std::this_thread::sleep_for(std::min<std::chrono::milliseconds>(
            kLongestPause, std::chrono::seconds(std::max(0, std::atoi(reply.header("Retry-After").c_str())))));
}

/// What is in doubt is left alone, so that at the end there are two possibilities at most.
Thing* Writer::any(Thing::Kind kind) {
    std::vector<Thing*> found;
    for (Thing& each : ledger_.things())
        if (each.kind == kind && !each.is.empty() && !each.maybe) found.push_back(&each);
    return found.empty() ? nullptr : found[random_() % found.size()];
}

bool Writer::enter(Thing& thing, const std::string& value, const Reply& reply) {
    return ledger_.enter(thing, value, reply, line_.node());
}

Reply Writer::create_element() {
    const std::string version = std::to_string(++versions_);
    Thing& made = ledger_.add({.kind = Thing::Kind::element, .book = book_, .name = new_name(), .maybe = {}});
    const Reply reply = line_.send("POST", "/projects/" + book_ + "/elements",
                                   R"({"type":"TEXT","x":0,"y":0,"width":1,"height":1,"scaleX":1,"scaleY":1,"angle":0,)"
                                   R"("fontSize":16,"zIndex":)" +
                                       version + R"(,"content":)" + in_quotes(made.name) + "}");
    if (enter(made, version, reply)) made.id = reply.at("/id");
    return reply;
}

Reply Writer::change_element(Thing& element) {
    const std::string version = std::to_string(++versions_);
    Reply reply = line_.send("PUT", "/elements/" + element.id, R"({"type":"TEXT","zIndex":)" + version + "}");
    enter(element, version, reply);
    return reply;
}

Reply Writer::remove_element(Thing& element) {
    Reply reply = line_.send("DELETE", "/elements/" + element.id);
    enter(element, "", reply);
    return reply;
}

Reply Writer::create_book() {
    Thing& made = ledger_.add({.kind = Thing::Kind::book, .book = "", .name = new_name(), .maybe = {}});
    Reply reply = line_.send("POST", "/projects", R"({"name":)" + in_quotes(made.name) + "}");
    enter(made, "there", reply);
    return reply;
}

/// Invites whoever is no member; removes the others, or changes their role.
Reply Writer::change_member() {
    Thing& member = *members_[random_() % members_.size()];
    if (member.maybe) return create_element();
    const std::string users = "/projects/" + book_ + "/users";
    std::string role = member.is == "VIEWER" ? "EDITOR" : "VIEWER";
    Reply reply;
    if (member.is.empty()) {
        reply =
            line_.send("POST", users, R"({"email":)" + in_quotes(member.name) + R"(,"role":)" + in_quotes(role) + "}");
    } else if (draw(2) == 0) {
        reply = line_.send("PATCH", users + "/" + member.id, R"({"role":)" + in_quotes(role) + "}");
    } else {
        role.clear();
        reply = line_.send("DELETE", users + "/" + member.id);
    }
    enter(member, role, reply);
    return reply;
}

Reply Writer::upload_photo() {
    const int width = kSmallestPhoto + static_cast<int>(number_), height = kSmallestPhoto + ++uploads_;
    Thing& made = ledger_.add({.kind = Thing::Kind::photo,
                               .book = book_,
                               .name = std::to_string(width) + "x" + std::to_string(height),
                               .maybe = {},
                               .bytes = make_png(width, height)});
    Reply reply =
        line_.send("POST", "/projects/" + book_ + "/images",
                   multipart_body({{.name = "photo.png", .bytes = made.bytes}}), "multipart/form-data; boundary=XX");
    if (enter(made, "there", reply)) {
        made.id = reply.at("/0/id");
        made.key = reply.at("/0/key");
    }
    return reply;
}

Reply Writer::remove_photo(Thing& photo) {
    Reply reply = line_.send("DELETE", "/images/" + photo.id);
    enter(photo, "", reply);
    return reply;
}

}  // namespace pictbook::test
