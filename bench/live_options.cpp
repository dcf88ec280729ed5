#include "live_options.hpp"

#include <algorithm>
#include <stdexcept>

namespace pictbook::bench {

namespace {

const std::vector<std::string> kScenarioNames{"rooms",         "room",         "crowd", "rooms-ordered", "room-ordered",
                                              "crowd-ordered", "room-dragged", "idle",  "deaf",          "uploads"};

double number_of(const std::string& word, const std::string& text, double least, double most) {
    std::size_t used = 0;
    double value = 0;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    if (used == 0 || used != text.size() || value < least || value > most)
        throw std::runtime_error(word + " takes a number, not: " + text);
    return value;
}

}  // namespace

const char* const kUsage =
    "bench_live [--seconds N] [--runs N] [--workers N] [--hold N] [--calm CORES] [--together]\n"
    "           [--scenario NAME...]\n"
    "  --seconds   of each run, 5\n"
    "  --runs      of which the medians are printed, 5\n"
    "  --workers   of the server, 2\n"
    "  --hold      how many seconds the idle sockets stay before they are asked whether they are there, 20\n"
    "  --calm      repeats runs of rooms during which others kept more than so many cores busy, at most ten times\n"
    "  --together  the server and the generator share all cores, instead of having one each\n"
    "  --scenario  rooms room crowd rooms-ordered room-ordered crowd-ordered room-dragged idle deaf uploads\n";

bool Options::wants(const std::string& name) const {
    return scenarios.empty() || std::find(scenarios.begin(), scenarios.end(), name) != scenarios.end();
}

Options read_options(int count, char** words) {
    Options out;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        const auto number = [&](double least, double most) {
            if (++i >= count) throw std::runtime_error(word + " takes a number");
            return number_of(word, words[i], least, most);
        };
        if (word == "--seconds") {
            out.run = std::chrono::milliseconds(static_cast<long>(1000 * number(0.1, 3600)));
        } else if (word == "--runs") {
            out.runs = static_cast<int>(number(1, 1000));
        } else if (word == "--workers") {
            out.workers = static_cast<int>(number(1, 64));
        } else if (word == "--hold") {
            out.hold = std::chrono::seconds(static_cast<long>(number(1, 86'400)));
        } else if (word == "--calm") {
            out.calm = number(0, 1000);
        } else if (word == "--together") {
            out.apart = false;
        } else if (word == "--scenario") {
            while (i + 1 < count && words[i + 1][0] != '-') out.scenarios.emplace_back(words[++i]);
        } else {
            throw std::runtime_error("not understood: " + word);
        }
    }
    for (const std::string& name : out.scenarios)
        if (std::find(kScenarioNames.begin(), kScenarioNames.end(), name) == kScenarioNames.end())
            throw std::runtime_error("no such scenario: " + name);
    return out;
}

}  // namespace pictbook::bench
