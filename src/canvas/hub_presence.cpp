// The part of the hub that knows who is in a book (V2-27). Each node tells the others every few seconds who is here; of
// whom nothing is heard any more is gone.
#include "canvas/hub_state.hpp"
#include "canvas/packet.hpp"
#include "schema/decode.hpp"
#include "schema/encode.hpp"

namespace pictbook::canvas {

namespace {

constexpr Seconds kTellEvery{4};

Person person_of(const std::string& user_id, model::Role role, const Session& session) {
    return {session.client_id, user_id, role, color_of(user_id)};
}

std::string presence_text(std::string_view type, const Person& person) {
    std::string out = R"({"type":")";
    out.append(type).append(R"(","payload":)");
    schema::write(out, person);
    return out += "}";
}

/// Between nodes: `{is, people}`; is: who, here, left.
struct PresenceNews {
    std::string is;
    std::vector<Person> people;
};
BOOST_DESCRIBE_STRUCT(PresenceNews, (), (is, people))

}  // namespace

void Hub::arrive(const Peer& peer) {
    Room& room = *rooms_.at(peer.project_id);
    const Person person = person_of(peer.sender.user_id, peer.sender.role, *peer.session);
    if (room.presence.empty()) tell_people(peer.project_id, "who", {});
    if (room.presence.arrive(person, std::nullopt)) tell_presence(room, "PRESENCE_JOIN", person, peer.socket->id());
    tell_people(peer.project_id, "here", {person});
}

void Hub::depart(const Peer& peer) {
    Room& room = *rooms_.at(peer.project_id);
    bool last = true, same = false;
    for (const std::shared_ptr<Peer>& each : room.peers) {
        if (!each->session) continue;
        last = false;
        same = same ||
               (each->session->client_id == peer.session->client_id && each->sender.user_id == peer.sender.user_id);
    }
    if (!same)
        room.presence.depart(peer.sender.user_id, peer.session->client_id, Monotonic::now() + Presence::kAbsence);
    heal_drags(peer);
    if (!last) return;
    room.feed.stop();
    room.touched.clear();
    room.agreement = {};
}

/// Also to those who join, for their WELCOME doesn't know of it any more.
void Hub::tell_presence(Room& room, std::string_view type, const Person& person, std::uint64_t but) {
    if (!room.feed.started()) return;
    const http::Frame frame = text_frame(presence_text(type, person));
    for (const std::shared_ptr<Peer>& peer : room.peers)
        if (peer->is_joining() && peer->session->welcomed_as) hold(*peer, std::nullopt, frame);
    tell_sessions(room, frame, but);
}

void Hub::tell_sessions(Room& room, const http::Frame& frame, std::uint64_t but) {
    if (!room.feed.started()) return;
    if (room.v2_outbox.add_ordered(but, frame))
        release(room);
    else
        wait_for_end_of_turn(room);
}

void Hub::tell_people(const std::string& project_id, std::string_view what, const std::vector<Person>& people) {
    if (!bus_.has_nodes()) return;
    const std::string text = schema::to_json(PresenceNews{std::string(what), people});
    bus_.publish_to_nodes(topic_of(project_id),
                          std::make_shared<const std::string>(pack({0, Lane::presence, {}, text})));
}

void Hub::receive_presence(const std::string& project_id, std::string_view text) {
    const std::optional<json::value> tree = schema::parse_json(text);
    const Result<PresenceNews> news = schema::decode<PresenceNews>(tree ? *tree : json::value(), "bus");
    if (!news) return;  // of a node of another version
    Room& room = *rooms_.at(project_id);
    if (news->is == "who") return tell_people(project_id, "here", room.presence.here());
    const auto now = Monotonic::now();
    for (const Person& each : news->people) {
        if (news->is == "left")
            room.presence.depart_elsewhere(each.userId, each.clientId, now);
        else if (room.presence.arrive(each, now + Presence::kSilence))
            tell_presence(room, "PRESENCE_JOIN", each, 0);
    }
}

void Hub::look_at_presence() {
    const auto now = Monotonic::now();
    const bool tells = now - told_since_ >= kTellEvery;
    if (tells) told_since_ = now;
    for (const auto& [id, room] : rooms_) {
        if (!room->feed.started()) continue;
        for (const std::shared_ptr<Peer>& peer : room->peers)
            if (peer->is_live() && !peer->session->cursor.empty())
                room->presence.move(peer->sender.user_id, peer->session->client_id, peer->session->cursor);
        const std::vector<Person> left = room->presence.take_left(now);
        for (const Person& each : left) tell_presence(*room, "PRESENCE_LEAVE", each, 0);
        if (!left.empty()) tell_people(id, "left", left);
        const std::vector<Person> here = tells ? room->presence.here() : std::vector<Person>();
        if (!here.empty()) tell_people(id, "here", here);
    }
}

}  // namespace pictbook::canvas
