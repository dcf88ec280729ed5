// Many wrong passwords at once, and what everybody else notices of them.

#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "histogram.hpp"
#include "process.hpp"
#include "sign_in.hpp"
#include "support/server.hpp"

namespace pictbook::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAttackers = 64;
constexpr int kReaders = 8;
constexpr std::chrono::microseconds kReadPeriod(16'000);  // of each reader: 500 requests a second by all
constexpr int kNice = -10;
constexpr long kHashKib = 32 * 1024, kRestKib = 64 * 1024;

/// Clients who guess, each as fast as it is answered; one that is told to come later does.
class Storm {
public:
    Storm(const test::TestServer& server, const std::string& email) {
        const std::string body = R"({"email":")" + email + R"(","password":"wrong horse 42"})";
        const std::string request =
            "POST /auth/sign-in/email HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            "application/json\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body;
        for (int i = 0; i < kAttackers; ++i)
            threads_.emplace_back([this, &server, request] { guess(server.port(), request); });
    }
    ~Storm() { stop(); }
    Storm(const Storm&) = delete;
    Storm& operator=(const Storm&) = delete;

    void stop() {
        stopping_ = true;
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
        if (strange_ != 0) throw std::runtime_error("a guess was answered " + std::to_string(strange_));
    }

    std::size_t refused() const { return refused_; }
    std::size_t put_off() const { return put_off_; }

private:
    void guess(std::uint16_t port, const std::string& request) {
        test::Wire wire(port);
        while (!stopping_) {
            const test::Reply reply = wire.send(request) ? wire.receive() : test::Reply();
            if (reply.status == 401)
                ++refused_;
            else if (reply.status == 503)
                wait(reply.header("Retry-After"));
            else
                strange_ = reply.status;
        }
    }
    void wait(const std::string& retry_after) {
        ++put_off_;
        const Clock::time_point end = Clock::now() + std::chrono::seconds(std::stoi(retry_after));
        while (!stopping_ && Clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }

    std::atomic<bool> stopping_ = false;
    std::atomic<int> strange_ = 0;
    std::atomic<std::size_t> refused_ = 0, put_off_ = 0;
    std::vector<std::thread> threads_;
};

/// A thread for each core that does nothing and gives way to everybody of this program and its server. On a machine that others
/// use too, and whose cores fall asleep, a server at rest would otherwise find a core later than one in a storm does.
class KeepAwake {
public:
    KeepAwake() {
        for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) threads_.emplace_back([this] { spin(); });
    }
    ~KeepAwake() {
        stopping_ = true;
        for (std::thread& thread : threads_) thread.join();
    }
    KeepAwake(const KeepAwake&) = delete;
    KeepAwake& operator=(const KeepAwake&) = delete;

private:
    void spin() const {
        const sched_param none{};
        if (::sched_setscheduler(0, SCHED_IDLE, &none) != 0) throw std::runtime_error("no SCHED_IDLE");
        while (!stopping_) ::sched_yield();  // one that only spins holds up the others
    }

    std::atomic<bool> stopping_ = false;
    std::vector<std::thread> threads_;
};

/// What the slowest hundredth of a second's requests takes. Where others use the machine too, they hold up a few seconds much: these
/// weigh no more here than each other second.
using SecondsP99 = std::vector<std::int64_t>;  // microseconds

struct Latency {
    Histogram all;                                      // from when a request was due to its answer
    Histogram late;                                     // from when it was due to its being sent: our own part
    std::vector<std::vector<std::int64_t>> of_seconds;  // the same as all, in microseconds
    std::mutex mutex;
};

/// The value below which `part` (0 to 1) of them lie; 0 when there are none.
std::int64_t quantile(std::vector<std::int64_t> values, double part) {
    if (values.empty()) return 0;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size()));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

void add_seconds(SecondsP99& to, const Latency& latency) {
    for (const std::vector<std::int64_t>& second : latency.of_seconds) to.push_back(quantile(second, 0.99));
}

/// GET element at a fixed rate for that time, whether or not earlier ones are answered.
void read_elements(const test::Person& person, const std::string& element, std::chrono::milliseconds duration,
                   Latency& into) {
    const std::string request =
        "GET /elements/" + element + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + person.cookie_header() + "\r\n\r\n";
    const Clock::time_point begin = Clock::now(), end = begin + duration;
    into.of_seconds.resize(static_cast<std::size_t>(std::chrono::ceil<std::chrono::seconds>(duration).count()));
    const auto read = [&](int number) {
        ::setpriority(PRIO_PROCESS, 0, kNice);  // so that the server's threads don't delay what measures them
        test::Wire wire(person.port());
        Clock::time_point due = begin + number * kReadPeriod / kReaders;
        for (; due < end; due += kReadPeriod) {
            std::this_thread::sleep_until(due);
            const Clock::time_point sent = Clock::now();
            if (!wire.send(request) || wire.receive().status != 200) throw std::runtime_error("GET element failed");
            const auto since = [&](Clock::time_point time) {
                return std::chrono::duration_cast<std::chrono::microseconds>(time - due).count();
            };
            const std::lock_guard lock(into.mutex);
            const std::int64_t took = since(Clock::now());
            into.all.add(took);
            into.late.add(since(sent));
            into.of_seconds[static_cast<std::size_t>((due - begin) / std::chrono::seconds(1))].push_back(took);
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < kReaders; ++i) threads.emplace_back(read, i);
    for (std::thread& thread : threads) thread.join();
}

enum Phase { before, during, after, phases };

struct Run {
    std::array<Latency, phases> latency;
    double refused_per_second = 0, put_off_per_second = 0, others = 0;
    long peak_kib = 0, left_kib = 0;
};

void run_once(const test::TestServer& server, const test::Person& person, const std::string& element,
              std::chrono::milliseconds duration, Run& run) {
    const std::string email = test::email_of(person);
    const double seconds = std::chrono::duration<double>(duration).count();
    const double others = others_seconds(server.process());
    const Clock::time_point begin = Clock::now();
    {
        const KeepAwake awake;
        read_elements(person, element, duration / 2, run.latency[before]);
    }
    forget_peak(server.process());
    {
        Storm storm(server, email);
        std::this_thread::sleep_for(std::chrono::seconds(1));  // until the queue is full
        const std::size_t refused = storm.refused(), put_off = storm.put_off();
        read_elements(person, element, duration, run.latency[during]);
        run.refused_per_second = static_cast<double>(storm.refused() - refused) / seconds;
        run.put_off_per_second = static_cast<double>(storm.put_off() - put_off) / seconds;
        storm.stop();
    }
    run.peak_kib = peak_kib(server.process());
    {
        const KeepAwake awake;
        read_elements(person, element, duration / 2, run.latency[after]);
    }
    run.left_kib = resident_kib(server.process());
    run.others =
        (others_seconds(server.process()) - others) / std::chrono::duration<double>(Clock::now() - begin).count();
}

void print(const Run& run) {
    static const char* const kNames[] = {"before", "during", "after"};
    for (int phase = 0; phase < phases; ++phase) {
        const Latency& latency = run.latency[static_cast<std::size_t>(phase)];
        std::printf("| %-6s | %7zu | %7.2f | %7.2f | %7.2f | ", kNames[phase], latency.all.count(),
                    latency.all.milliseconds(0.5), latency.all.milliseconds(0.99), latency.late.milliseconds(0.99));
        if (phase == during)
            std::printf("%7.1f | %7.1f | %8.1f | %6s |\n", run.refused_per_second, run.put_off_per_second,
                        static_cast<double>(run.peak_kib) / 1024, "");
        else if (phase == after)
            std::printf("%7s | %7s | %8.1f | %6.2f |\n", "", "", static_cast<double>(run.left_kib) / 1024, run.others);
        else
            std::printf("%7s | %7s | %8s | %6s |\n", "", "", "", "");
    }
    std::fflush(stdout);
}

void print_together(const char* when, const Histogram& latency, const SecondsP99& seconds) {
    const auto milliseconds = [&](double part) { return static_cast<double>(quantile(seconds, part)) / 1000; };
    std::printf("\n%s a storm, all together: %zu reads, p50 %.3f ms, p99 %.3f ms, p99.9 %.2f ms", when, latency.count(),
                latency.milliseconds(0.5), latency.milliseconds(0.99), latency.milliseconds(0.999));
    std::printf("\n%s a storm, p99 of each of %zu seconds: p25 %.3f ms, p50 %.3f ms, p75 %.3f ms", when, seconds.size(),
                milliseconds(0.25), milliseconds(0.5), milliseconds(0.75));
}

}  // namespace

void measure_storm(std::chrono::milliseconds duration, int runs) {
    const test::TestServer server;
    const test::Person person = server.sign_up();
    const std::string book = test::make_book(person);
    const std::string element =
        person.post("/projects/" + book + "/elements", test::element_json("RECTANGLE")).at("/id");
    const long bound_kib = kHashKib * static_cast<long>(std::thread::hardware_concurrency()) + kRestKib;
    std::printf(
        "GET element, 500 a second, beside %d clients with wrong passwords; memory is to stay under %ld MiB:\n\n",
        kAttackers, bound_kib / 1024);
    std::printf("| storm  |   reads |  p50 ms |  p99 ms | late ms |   401/s |   503/s | most MiB | others |\n");
    std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    Histogram calm, stormy;  // of all runs
    SecondsP99 calm_seconds, stormy_seconds;
    Latency warm;
    read_elements(person, element, std::chrono::seconds(1), warm);
    for (int i = 0; i < runs; ++i) {
        Run run;
        run_once(server, person, element, duration, run);
        print(run);
        calm.add(run.latency[before].all);
        calm.add(run.latency[after].all);
        stormy.add(run.latency[during].all);
        add_seconds(calm_seconds, run.latency[before]);
        add_seconds(calm_seconds, run.latency[after]);
        add_seconds(stormy_seconds, run.latency[during]);
    }
    print_together("without", calm, calm_seconds);
    print_together("during", stormy, stormy_seconds);
    std::printf("\n");
}

}  // namespace pictbook::bench
