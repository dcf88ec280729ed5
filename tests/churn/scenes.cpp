#include "churn/scenes.hpp"

#include <gtest/gtest.h>

#include "support/images.hpp"

namespace pictbook::test {

namespace {

void expect_done(const Reply& reply) { EXPECT_EQ(reply.status, 200) << reply.body; }

void expect_unauthorized(std::vector<Socket>& sockets) {
    for (Socket& socket : sockets) EXPECT_EQ(socket.expect_close(kSoon).code, 3000u);
}

/// A change of role counts within a second, so the first answers may be the old ones.
void expect_standing(Socket& socket, const std::string& wanted) {
    std::string standing = standing_of(socket);
    for (const auto end = Clock::now() + kSoon; standing != wanted && Clock::now() < end;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        standing = standing_of(socket);
    }
    EXPECT_EQ(standing, wanted);
}

constexpr int kTooMany = 80;  // long events: more than an outbox and the kernel hold

}  // namespace

Scenes::Scenes(const Scenery& scenery, Witnesses& witnesses, const Person& guest, unsigned number)
    : scenery_(scenery),
      witnesses_(witnesses),
      owner_(scenery.owner),
      guest_(guest),
      number_(number),
      dice_(100 + number),
      thread_([this] { run(); }) {}

Scenes::~Scenes() {
    is_over_ = true;
    thread_.join();
}

void Scenes::run() {
    try {
        for (; !is_over_; ++count_) {
            switch (dice_.throw_of(16)) {
                case 0:
                case 1:
                case 2:
                case 3:
                case 4:
                    change_elements();
                    break;
                case 5:
                case 6:
                    change_photos();
                    break;
                case 7:
                case 8:
                case 9:
                case 10:
                    change_roles();
                    break;
                case 11:
                case 12:
                    sign_out();
                    break;
                case 13:
                    outpace();
                    break;
                default:
                    delete_book();
            }
            std::this_thread::sleep_for(dice_.between(100, 600));
        }
    } catch (const std::exception& failure) {
        ADD_FAILURE() << "a scene broke off: " << failure.what();
    }
}

std::vector<Socket> Scenes::join(const Person& person, const std::string& book, std::size_t count) {
    std::vector<Socket> sockets;
    for (std::size_t i = 0; i < count; ++i) {
        sockets.push_back(open_socket(person, book));
        EXPECT_EQ(standing_of(sockets.back()), "editor");
    }
    return sockets;
}

void Scenes::change_elements() {
    const char* kinds[] = {"TEXT", "RECTANGLE", "CIRCLE", "DRAWING"};
    const std::string kind = kinds[dice_.throw_of(std::size(kinds))];
    const Reply made = owner_.post("/projects/" + any_book() + "/elements", element_json(kind));
    expect_done(made);
    const std::string path = "/elements/" + made.at("/id");
    for (int i = 0; i < 3; ++i)
        expect_done(owner_.put(path, R"({"type":")" + kind + R"(","x":)" + std::to_string(dice_.throw_of(99)) + "}"));
    expect_done(owner_.remove(path));
}

void Scenes::change_photos() {
    static const std::string photo = make_jpeg(400, 300);
    const Reply made = owner_.upload("/projects/" + any_book() + "/images", {{"photo.jpg", photo}});
    expect_done(made);
    const std::string src = made.at("/0/src");
    const Reply read = owner_.get(src.substr(src.find('/', src.find("//") + 2)));
    EXPECT_TRUE(read.body == photo) << read.status;
    expect_done(owner_.remove("/images/" + made.at("/0/id")));
}

void Scenes::change_roles() {
    const std::size_t place = dice_.throw_of(Scenery::kBooks);
    const std::string& book = scenery_.books[place];
    const std::string path = "/projects/" + book + "/users/" + invite(owner_, book, guest_, "EDITOR");
    std::vector<Socket> sockets = join(guest_, book, 2);
    const std::string name = "guest" + std::to_string(number_) + "-" + std::to_string(count_);
    int sent = 0;
    const auto talk = [&] {
        for (int i = 0; i < 5; ++i) sockets.front().send_text(numbered(name, ++sent));
        sockets.back().send_text(cursor(dice_.throw_of(1000)));
    };
    talk();
    for (const auto& [role, standing] : {std::pair("VIEWER", "viewer"), {"EDITOR", "editor"}}) {
        expect_done(owner_.patch(path, R"({"role":")" + std::string(role) + "\"}"));
        talk();
        for (Socket& socket : sockets) expect_standing(socket, standing);
        talk();
    }
    expect_done(owner_.remove(path));
    expect_unauthorized(sockets);
    witnesses_.see_off(place, name, sent, Witnesses::Sent::some_arrive);
}

void Scenes::sign_out() {
    const std::string book = make_book(guest_);
    Person again(guest_.port());
    expect_done(again.post("/auth/sign-in/email",
                           R"({"email":")" + email_of(guest_) + R"(","password":")" + kPassword + "\"}"));
    std::vector<Socket> sockets = join(again, book, 2), others = join(guest_, book, 1);
    sockets.front().send_text(numbered("leaving", 1));
    expect_done(again.post("/auth/sign-out"));
    expect_unauthorized(sockets);
    EXPECT_EQ(standing_of(others.front()), "editor");
    expect_done(guest_.remove("/projects/" + book));
    expect_unauthorized(others);
}

void Scenes::delete_book() {
    const std::string book = make_book(guest_);
    expect_done(guest_.post("/projects/" + book + "/elements", element_json("RECTANGLE")));
    expect_done(guest_.upload("/projects/" + book + "/images", {{"photo.png", make_png(64, 48)}}));
    std::vector<Socket> sockets = join(guest_, book, 1 + dice_.throw_of(5));
    for (Socket& socket : sockets) socket.send_text(cursor(dice_.throw_of(1000)));
    expect_done(guest_.remove("/projects/" + book));
    sockets.push_back(open_socket(guest_, book));
    expect_unauthorized(sockets);
}

/// Of three who are in a book one doesn't read what another says to it.
void Scenes::outpace() {
    const std::string book = make_book(guest_);
    std::vector<Socket> sockets = join(guest_, book, 3);
    for (int i = 1; i <= kTooMany; ++i) {
        sockets[0].send_text(numbered("fast", i, kMuch));
        EXPECT_EQ(read_numbered(sockets[1].expect_text(kSoon)).number, i);
    }
    EXPECT_EQ(sockets[2].expect_close(kSoon).code, 1013u);
    expect_done(guest_.remove("/projects/" + book));
    sockets.pop_back();
    expect_unauthorized(sockets);
}

}  // namespace pictbook::test
