// The loop of the floor's process: relays messages between the sockets of one address, and does nothing else.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pictbook::bench {

/// Changed by the other process.
struct FloorPace {
    std::atomic<double> messages_per_send = 1;
    std::atomic<std::size_t> extra = 0;
};

class FloorRelay {
public:
    FloorRelay(int listener, const FloorPace& pace);
    /// Until the process is killed.
    [[noreturn]] void run();

private:
    struct Waiting {
        int sender;
        std::size_t begin, end;  // in Room::bytes
    };
    struct Room {
        std::vector<int> members;
        std::string bytes;  // frames that wait for the next send
        std::vector<Waiting> waiting;
        double sends_due = 1;
    };

    void accept();
    void read(int descriptor);
    void open(int descriptor, std::string_view request);
    void relay(int descriptor, std::string_view masked, const char* mask);
    static void flush(Room& room);

    int listener_, poll_;
    const FloorPace& pace_;
    std::map<std::string, Room, std::less<>> rooms_;
    std::vector<Room*> room_of_;  // by descriptor; null until the upgrade
    std::array<char, 65536> buffer_{};
};

}  // namespace pictbook::bench
