#include "rest_traffic.hpp"

#include <sys/resource.h>

#include <chrono>
#include <stdexcept>

#include "support/images.hpp"

namespace pictbook::bench {

namespace {

constexpr int kUploaders = 4, kWriters = 20;
constexpr std::chrono::milliseconds kWritePeriod(100);  // of each writer
constexpr int kNice = 10;

/// This thread gives way to the generator; Linux takes the call for the thread alone.
void step_back() { ::setpriority(PRIO_PROCESS, 0, kNice); }

}  // namespace

std::string make_big_photo() { return test::make_png(2600, 2600); }

RestTraffic::RestTraffic(const test::Person& person, const std::string& photo) {
    const std::string book = test::make_book(person, "Uploads");
    for (int i = 0; i < kUploaders; ++i)
        threads_.emplace_back([this, person, &photo, book] { upload(person, photo, book); });
    for (int i = 0; i < kWriters; ++i) {
        const std::string element =
            person.post("/projects/" + book + "/elements", test::element_json("RECTANGLE")).at("/id");
        threads_.emplace_back([this, person, element] { write(person, element); });
    }
}

RestTraffic::~RestTraffic() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
}

void RestTraffic::stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    if (refused_) throw std::runtime_error("the server refused an upload or a write");
}

void RestTraffic::upload(const test::Person& person, const std::string& photo, const std::string& book) {
    step_back();
    while (!stopping_) {
        const test::Reply reply = person.upload("/projects/" + book + "/images", {{"photo.png", photo}});
        if (reply.status == 200)
            ++uploads_;
        else
            refused_ = true;
        if (reply.status == 200) person.remove("/images/" + reply.at("/0/id"));
    }
}

void RestTraffic::write(const test::Person& person, const std::string& element) {
    const std::string body = R"({"type":"RECTANGLE","x":12.5,"y":99})";
    const std::string request =
        "PUT /elements/" + element + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + person.cookie_header() +
        "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    test::Wire wire(person.port());
    auto due = std::chrono::steady_clock::now();
    while (!stopping_) {
        std::this_thread::sleep_until(due += kWritePeriod);
        if (wire.send(request) && wire.receive().status == 200)
            ++writes_;
        else
            refused_ = true;
    }
}

}  // namespace pictbook::bench
