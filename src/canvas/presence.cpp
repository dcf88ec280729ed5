#include "canvas/presence.hpp"

#include "schema/encode.hpp"

namespace pictbook::canvas {

namespace {

constexpr std::string_view kColors[] = {"#d6336c", "#ae3ec9", "#7048e8", "#4263eb", "#1c7ed6", "#1098ad",
                                        "#0ca678", "#37b24d", "#74b816", "#f59f00", "#f76707", "#e03131"};

}  // namespace

std::string color_of(const std::string& user_id) {
    std::uint32_t sum = 2166136261u;  // FNV-1a, which is the same on all nodes
    for (const char c : user_id) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619u;
    return std::string(kColors[sum % std::size(kColors)]);
}

bool Presence::arrive(const Person& person, std::optional<Moment> until) {
    if (people_.size() >= kMostPeople) return false;
    const auto [place, is_new] = people_.try_emplace({person.userId, person.clientId});
    // Somebody of this node is here whatever is told of him: his other session elsewhere may end.
    if (!is_new && until && !place->second.until) return false;
    place->second.person = person;
    place->second.until = until;
    return is_new;
}

void Presence::depart(const std::string& user_id, const std::string& client_id, Moment at) {
    const auto found = people_.find({user_id, client_id});
    if (found != people_.end()) found->second.until = at;
}

void Presence::depart_elsewhere(const std::string& user_id, const std::string& client_id, Moment at) {
    const auto found = people_.find({user_id, client_id});
    if (found != people_.end() && found->second.until) found->second.until = at;
}

void Presence::move(const std::string& user_id, const std::string& client_id, std::string cursor) {
    const auto found = people_.find({user_id, client_id});
    if (found != people_.end()) found->second.cursor = std::move(cursor);
}

std::vector<Person> Presence::take_left(Moment now) {
    std::vector<Person> out;
    for (auto each = people_.begin(); each != people_.end();) {
        if (!each->second.until || *each->second.until > now) {
            ++each;
            continue;
        }
        out.push_back(std::move(each->second.person));
        each = people_.erase(each);
    }
    return out;
}

std::string Presence::to_json() const {
    std::string out = "[";
    for (const auto& [key, entry] : people_) {
        if (out.back() != '[') out.push_back(',');
        schema::write(out, entry.person);
        out.pop_back();  // its brace
        out.append(R"(,"cursor":)").append(entry.cursor.empty() ? "null" : entry.cursor).append("}");
    }
    return out += ']';
}

std::vector<Person> Presence::here() const {
    std::vector<Person> out;
    for (const auto& [key, entry] : people_)
        if (!entry.until) out.push_back(entry.person);
    return out;
}

}  // namespace pictbook::canvas
