// What people do one after the other beside the lasting books' sockets: elements and photos, guests whose role changes,
// sign-outs, books that are deleted while sockets are open, and somebody who is too slow.
#pragma once

#include <atomic>
#include <thread>

#include "churn/witnesses.hpp"

namespace pictbook::test {

class Scenes {
public:
    /// `number` tells several of them apart. `guest` is nobody's member yet.
    Scenes(const Scenery& scenery, Witnesses& witnesses, const Person& guest, unsigned number);
    /// Waits until the scene that goes on has ended.
    ~Scenes();
    Scenes(const Scenes&) = delete;
    Scenes& operator=(const Scenes&) = delete;

    long count() const { return count_; }

private:
    void run();
    void change_elements();
    void change_photos();
    void change_roles();
    void sign_out();
    void delete_book();
    void outpace();
    const std::string& any_book() { return scenery_.books[dice_.throw_of(Scenery::kBooks)]; }
    std::vector<Socket> join(const Person& person, const std::string& book, std::size_t count);

    const Scenery& scenery_;
    Witnesses& witnesses_;
    const Person owner_, guest_;  // of this thread: a person's cookies are no one else's
    const unsigned number_;
    Dice dice_;
    std::atomic<long> count_ = 0;
    std::atomic<bool> is_over_ = false;
    std::thread thread_;
};

}  // namespace pictbook::test
