// A client's commands of pictshare.v2 from their text to the book (canvas/command.hpp, decide.hpp, undo.cpp): each is decided the
// same way twice, its inverse leads back to where it began, and so does its undoing (V2-20 to V2-22). Each line of the input is
// `TYPE payload`, a command after those before it.
#include "fuzz/finding.hpp"
#include "fuzz/pieces.hpp"
#include "fuzz/support/book.hpp"
#include "schema/json.hpp"

namespace {

using namespace pictbook;
using namespace pictbook::canvas;
using fuzz::Book;

std::string written(const Ruling& ruling) {
    std::string out(ruling.refusal ? ruling.refusal->code : "");
    out.append(" ").append(std::to_string(static_cast<int>(ruling.outcome))).append(write_changes(ruling.changes));
    for (const Skipped& each : ruling.skipped) {
        out.append(" ").append(each.id);
        for (const std::string& member : each.members) out.append(".").append(member);
    }
    return out + write_inverse(ruling.changes);
}

/// As canvas/history.cpp walks back.
void apply(json::object& state, const std::vector<Change>& changes) {
    for (Step& step : read_steps(write_inverse(changes))) {
        if (step.kind == Step::Kind::deleted) {
            state.erase(step.id);
            continue;
        }
        step.members.erase("rev");
        step.members.erase("updatedAt");
        json::object& element = step.kind == Step::Kind::created ? (state[step.id] = json::object()).as_object()
                                                                 : state.at(step.id).as_object();
        for (const auto& [name, value] : step.members) element[name] = value;
    }
}

/// `before`, with the command committed in `book`.
std::string fault_of_undo(const json::object& before, Book book, std::int64_t entry, const Ruling& done) {
    json::object back = book.state();
    apply(back, done.changes);
    if (back != before) return "the inverse leads elsewhere";
    Command undo{.kind = Command::Kind::undo};
    undo.undone = {Book::kClient, entry};
    const Ruling undone = book.decide(undo);
    if (undone.refusal || !undone.skipped.empty()) return "what was just done can't be undone";
    book.commit(undone);
    return book.state() == before ? "" : "undoing leads elsewhere";
}

std::string fault_of(Book& book, std::string_view line) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string_view type = line.substr(0, space);
    const std::optional<json::value> payload = schema::parse_json(line.substr(space));
    if (!is_command(type) || !payload) return "";
    const Result<Command> command = parse_command(type, *payload, Book::kClient);
    if (!command) return command.error().issues.empty() ? "a refusal without its place" : "";
    const Ruling ruling = book.decide(*command);
    if (written(ruling) != written(book.decide(*command))) return "decided in two ways";
    if (ruling.refusal) return ruling.changes.empty() ? "" : "a refusal that changes something";
    const json::object before = book.state();
    const std::int64_t entry = book.commit(ruling);
    return fault_of_undo(before, book, entry, ruling);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr int kMostCommands = 12;
    std::string_view text = fuzz::text_of(data, size);
    Book book;
    for (int i = 0; i < kMostCommands && !text.empty(); ++i) {
        const std::string_view line = fuzz::take_line(text);
        if (const std::string fault = fault_of(book, line); !fault.empty())
            fuzz::expect_none(fault + ": " + std::string(line));
    }
    return 0;
}
