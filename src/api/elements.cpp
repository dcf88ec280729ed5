// What lies on a canvas: docs/spec/elements.md.
#include "api/elements.hpp"

#include "api/committing.hpp"
#include "api/element_pages.hpp"
#include "api/paths.hpp"
#include "api/query_numbers.hpp"
#include "api/routes.hpp"
#include "base/ids.hpp"
#include "canvas/history.hpp"

namespace pictbook::api {

using boost::asio::awaitable;
using http::Body;
using http::Path;
using model::Element;
using model::Role;

namespace {

constexpr std::int64_t kMostInPage = 1000;

Error element_gone() { return http::failure(Fault::not_found, OfElement::absent); }

awaitable<Result<Element>> show_element(const Parts&, const Reader<WithElement>& reader) {
    co_return *reader.access().element;
}

struct ElementQuery {
    std::optional<std::string> at;
    std::optional<std::string> bbox;
    std::optional<std::string> after;
    std::optional<std::string> limit;
    bool is_part() const { return bbox || after || limit; }
};
BOOST_DESCRIBE_STRUCT(ElementQuery, (), (at, bbox, after, limit))

awaitable<Result<WrittenElements>> list_then(const Parts& parts, const std::string& project_id,
                                             const std::optional<std::string>& at) {
    const Result<std::int64_t> seq = whole_of(at, "at", 0, kMostWhole, 0);
    if (!seq) co_return seq.error();
    const Turns::Turn turn = co_await parts.listings.wait_to_read();
    const std::optional<canvas::json::object> then = co_await canvas::elements_at(parts.db, project_id, *seq);
    if (!then) co_return http::failure(Fault::not_found, kOutOfReach);
    co_return WrittenElements{schema::to_json(canvas::in_stack_order(*then))};
}

awaitable<Result<WrittenElements>> list_part(const Parts& parts, const std::string& project_id,
                                             const ElementQuery& query) {
    const Result<std::int64_t> limit = whole_of(query.limit, "limit", 1, kMostInPage, kMostInPage);
    if (!limit) co_return limit.error();
    std::optional<Box> box;
    if (query.bbox) {
        const Result<std::vector<double>> sides = numbers_of(*query.bbox, "bbox", 4, R"("0,0,800,600")");
        if (!sides) co_return sides.error();
        box = Box::of((*sides)[0], (*sides)[1], (*sides)[2], (*sides)[3]);
    }
    const std::optional<std::vector<Element>> elements =
        co_await find_part(parts.db, project_id, query.after.value_or(""), static_cast<std::size_t>(*limit), box);
    if (!elements) co_return element_gone();
    co_return WrittenElements{schema::to_json(*elements)};
}

awaitable<Result<WrittenElements>> list_in_book(const Parts& parts, const Reader<OfProject>& reader,
                                                const http::Query<ElementQuery>& query) {
    if (query.at) co_return co_await list_then(parts, reader.project_id(), query.at);
    if (query.is_part()) co_return co_await list_part(parts, reader.project_id(), query);
    co_return co_await list_elements(parts, reader.access());
}

/// The element that a commit made, or that an earlier request with the same key made.
awaitable<Result<Element>> made_by(const Parts& parts, const Result<canvas::Commit>& commit) {
    if (!commit) co_return commit.error();
    if (!commit->details.empty()) co_return commit->details.front().after->element;
    const std::vector<canvas::Step> steps = canvas::read_steps(commit->changes);
    if (steps.empty()) co_return element_gone();
    std::optional<store::PlacedElement> found = co_await store::find_placed_element(parts.db, steps.front().id);
    if (!found) co_return element_gone();
    co_return std::move(found->element);
}

awaitable<Result<Element>> create_element(const Parts& parts, const Member<Role::EDITOR>& editor,
                                          const IdempotencyKey& key, const Body<model::NewElement>& body) {
    canvas::Command command = canvas::create_command(body.value, make_cuid());
    const Result<canvas::Commit> commit = co_await commit_command(
        parts, editor.project_id(), {editor.user_id(), key.op, std::move(command)}, refusal(Role::EDITOR));
    co_return co_await made_by(parts, commit);
}

awaitable<Result<Message>> write_many(const Parts& parts, const Member<Role::EDITOR>& editor, const IdempotencyKey& key,
                                      std::vector<canvas::Command> commands) {
    if (!commands.empty()) {
        canvas::Command batch = canvas::batch_command(std::move(commands));
        const Result<canvas::Commit> commit = co_await commit_command(
            parts, editor.project_id(), {editor.user_id(), key.op, std::move(batch)}, refusal(Role::EDITOR));
        if (!commit) co_return commit.error();
    }
    co_return Message{"success"};
}

awaitable<Result<Message>> create_many(const Parts& parts, const Member<Role::EDITOR>& editor,
                                       const IdempotencyKey& key, const Body<std::vector<model::NewElement>>& body) {
    std::vector<canvas::Command> commands;
    commands.reserve(body->size());
    for (const model::NewElement& each : body.value) commands.push_back(canvas::create_command(each, make_cuid()));
    co_return co_await write_many(parts, editor, key, std::move(commands));
}

awaitable<Result<Message>> upsert_many(const Parts& parts, const Member<Role::EDITOR>& editor,
                                       const IdempotencyKey& key, const Body<std::vector<model::ElementUpsert>>& body) {
    std::vector<canvas::Command> commands;
    commands.reserve(body->size());
    for (const model::ElementUpsert& each : body.value) commands.push_back(canvas::upsert_command(each));
    co_return co_await write_many(parts, editor, key, std::move(commands));
}

awaitable<Result<Element>> update_element(const Parts& parts, const Member<Role::EDITOR, OfElement>& editor,
                                          const IdempotencyKey& key, const Path<ById>& path,
                                          const Body<model::ElementPatch>& body) {
    canvas::Command command = canvas::update_command(body.value, path.id.value);
    const Result<canvas::Commit> commit = co_await commit_command(
        parts, editor.project_id(), {editor.user_id(), key.op, std::move(command)}, element_gone());
    co_return co_await made_by(parts, commit);
}

awaitable<Result<Message>> remove_element(const Parts& parts, const Member<Role::EDITOR, OfElement>& editor,
                                          const Path<ById>& path) {
    const Result<canvas::Commit> commit = co_await commit_command(
        parts, editor.project_id(), {editor.user_id(), std::nullopt, canvas::remove_command(path.id.value)},
        element_gone());
    if (!commit) co_return commit.error();
    if (commit->details.empty()) co_return element_gone();
    co_return Message{"Element deleted successfully"};
}

}  // namespace

awaitable<WrittenElements> list_elements(const Parts& parts, const BookAccess& access) {
    if (const std::string* kept = parts.listings.find(access.project_id, access.revision))
        co_return WrittenElements{*kept};
    const Turns::Turn turn = co_await parts.listings.wait_to_read();
    if (const std::string* kept = parts.listings.find_since(access.project_id, access.revision))
        co_return WrittenElements{*kept};
    const store::ElementList list = co_await store::list_elements(parts.db, access.project_id);
    std::string json = schema::to_json(list.elements);
    if (list.revision) parts.listings.keep(access.project_id, *list.revision, json);
    co_return WrittenElements{std::move(json)};
}

Table element_routes() {
    constexpr const char* kOtherType = "The element is of another type";
    return {
        http::get<"/elements/:id">(show_element, {"One element", "Elements"}),
        http::put<"/elements/:id">(update_element, {"Change any fields of an element; type says which kind it is",
                                                    "Elements",
                                                    {{Fault::conflict, kOtherType}}}),
        http::remove<"/elements/:id">(remove_element, {"Delete an element; its photo stays in the book", "Elements"}),
        http::get<"/projects/:id/elements">(
            list_in_book,
            {"The elements of a book, lowest first: all, those that meet a box, a page of them, or as they once were",
             "Elements",
             {{Fault::not_found, OfElement::absent}, {Fault::not_found, kOutOfReach}}}),
        http::post<"/projects/:id/elements">(create_element, {"Add an element", "Elements"}),
        http::post<"/projects/:id/elements/bulk">(create_many, {"Add elements, all or none", "Elements"}),
        http::put<"/projects/:id/elements/bulk">(
            upsert_many, {"Add or replace elements by their ids, all or none",
                          "Elements",
                          {{Fault::not_found, OfElement::absent}, {Fault::conflict, kOtherType}}}),
    };
}

}  // namespace pictbook::api
