#include "durable/editor.hpp"

#include "support/server.hpp"

namespace pictbook::test {

namespace {

constexpr std::size_t kShared = 6, kMostOwn = 6;

std::string with_id(const std::string& id) { return R"({"id":")" + id + "\"}"; }

std::string circle(const std::string& id) { return element_json("CIRCLE", R"("id":")" + id + "\""); }

}  // namespace

Editor::Edit Editor::next(std::int64_t number) {
    const std::size_t chance = draw(100);
    if (chance < 8 && number > 1) {
        const std::int64_t back = 1 + static_cast<std::int64_t>(draw(5));
        return {"UNDO", R"({"n":)" + std::to_string(std::max(number - back, std::int64_t{1})) + "}"};
    }
    return chance < 18 ? batch() : simple();
}

Editor::Edit Editor::simple() {
    const std::size_t chance = draw(100);
    if (chance < 55) return update();
    if (chance < 75) return create_or_delete();
    if (chance < 83) return reorder();
    if (chance < 92) return {"SHAPE_RESTORE", with_id(any_id())};
    if (chance < 96) return {"SHAPE_DELETE", with_id("shared-" + std::to_string(draw(kShared)))};
    return {"SHAPE_CREATE", circle("shared-" + std::to_string(draw(kShared)))};
}

Editor::Edit Editor::update() {
    const std::string members[] = {
        R"("x":)" + std::to_string(draw(1000)) + ".5", R"("y":-)" + std::to_string(draw(1000)),
        R"("angle":0.)" + std::to_string(draw(1000)) + R"(,"width":)" + std::to_string(1 + draw(500)),
        R"("fill":)" + (draw(10) == 0 ? "\"not a color\"" : std::to_string(draw(1 << 24))),
        R"("zIndex":)" + std::to_string(draw(5))};
    return {"SHAPE_UPDATE", R"({"type":"CIRCLE","id":")" + any_id() + "\"," + members[draw(std::size(members))] + "}"};
}

Editor::Edit Editor::create_or_delete() {
    if (own_.size() < kMostOwn) {
        own_.push_back("own-" + std::to_string(number_) + "-" + std::to_string(++made_));
        return {"SHAPE_CREATE", circle(own_.back())};
    }
    const std::string oldest = own_.front();
    own_.pop_front();
    return {"SHAPE_DELETE", with_id(oldest)};
}

Editor::Edit Editor::reorder() {
    static const std::string kPlaces[] = {R"("front")", R"("back")", R"("above","target":")", R"("below","target":")"};
    const std::string& place = kPlaces[draw(std::size(kPlaces))];
    const std::string target = place.ends_with(":\"") ? any_id() + "\"" : "";
    return {"REORDER", R"({"id":")" + any_id() + R"(","to":)" + place + target + "}"};
}

Editor::Edit Editor::batch() {
    std::string commands;
    for (std::size_t left = 2 + draw(3); left > 0; --left) {
        const Edit edit = simple();
        commands += commands.empty() ? "" : ",";
        commands += R"({"type":")" + edit.type + R"(","payload":)" + edit.payload + "}";
    }
    return {"BATCH", R"({"commands":[)" + commands + "]}"};
}

std::string Editor::any_id() {
    if (own_.empty() || draw(2) == 0) return "shared-" + std::to_string(draw(kShared));
    return own_[draw(own_.size())];
}

}  // namespace pictbook::test
