// What a canvas message costs from its bytes to the text that is relayed: CPU time of canvas::receive(), which reads the
// usual spelling in place, and of the general decoder that it asks about all others.
//     bench_decode [messages a run] [runs]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "canvas/room.hpp"

namespace {

using namespace pictbook;

constexpr Time kNow{Milliseconds(1'735'689'600'000)};

struct Shape {
    const char* name;
    std::string text;
};

std::string event(const std::string& type, const std::string& payload) {
    return R"({"type":")" + type + R"(","timestamp":1735689600000,"payload":)" + payload + "}";
}

std::string element(const std::string& kind, const std::string& own) {
    return R"({"id":"cm3x1k2v90000qwerty123456","type":")" + kind +
           R"(","x":412.3718264,"y":-97.5,"width":200,"height":118.25,"scaleX":1,"scaleY":1,"angle":0.7853981633974483,)"
           R"("zIndex":12)" +
           own + "}";
}

std::string points(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += (i == 0 ? "" : ",") + std::string(R"({"x":)") + std::to_string(static_cast<double>(i) * 1.37) +
               R"(,"y":)" + std::to_string(static_cast<double>(i) * -2.11) + "}";
    return "[" + out + "]";
}

std::vector<Shape> shapes() {
    const std::string circle = element("CIRCLE", R"(,"fill":16746496,"stroke":null,"strokeWidth":2)");
    const std::string text = element("TEXT", R"(,"content":"Kyoto \u2014 \"day 2\" \n)" + std::string(60, 'x') +
                                                 R"(","fontSize":16,"fontFamily":"Arial","color":0)");
    const std::string behind = R"({"x":1,"y":2,"width":3,"height":4,"scaleX":1,"scaleY":1,"angle":0,"zIndex":0,)"
                               R"("id":"cm3x1k2v90000qwerty123456","type":"CIRCLE"})";
    return {
        {"CURSOR_SYNC", event("CURSOR_SYNC", R"({"x":412.5,"y":97.25,"cursor":"default"})")},
        {"FRAME_UPDATE, circle", event("FRAME_UPDATE", circle)},
        {"FRAME_UPDATE, type last", event("FRAME_UPDATE", behind)},
        {"SHAPE_UPDATE, text", event("SHAPE_UPDATE", text)},
        {"SHAPE_CREATE, 200 points", event("SHAPE_CREATE", element("DRAWING", R"(,"points":)" + points(200)))},
    };
}

double cpu_nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

using Receive = canvas::Decision (*)(canvas::Sender&, std::string_view, Time);

/// Nanoseconds of CPU time for one message: the median of the runs.
double measure(Receive receive, const std::string& text, int messages, int runs) {
    std::vector<double> results;
    canvas::Sender sender{"Ckz0Qx3rN8yLw5vTbJm1HsUeAfDg7iPo", model::Role::EDITOR, {}};
    for (int run = 0; run < runs; ++run) {
        const double begun = cpu_nanoseconds();
        for (int i = 0; i < messages; ++i) {
            if (std::holds_alternative<canvas::Relay>(receive(sender, text, kNow))) continue;
            std::fprintf(stderr, "not relayed: %s\n", text.c_str());
            std::exit(1);
        }
        results.push_back((cpu_nanoseconds() - begun) / messages);
    }
    std::nth_element(results.begin(), results.begin() + runs / 2, results.end());
    return results[static_cast<std::size_t>(runs / 2)];
}

}  // namespace

int main(int argc, char** argv) {
    const int messages = argc > 1 ? std::max(1, std::atoi(argv[1])) : 100'000;
    const int runs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 5;
    std::printf(
        "| message                   | bytes | in place ns | by the decoder ns | ratio |\n"
        "| --- | --- | --- | --- | --- |\n");
    for (const Shape& shape : shapes()) {
        const double in_place = measure(canvas::receive, shape.text, messages, runs);
        const double general = measure(canvas::receive_unusual, shape.text, messages / 10 + 1, runs);
        std::printf("| %-25s | %5zu | %11.0f | %17.0f | %5.1f |\n", shape.name, shape.text.size(), in_place, general,
                    general / in_place);
    }
}
