// A book as a zip, and out of a zip: ARCHIVE-1 to ARCHIVE-8, ARCHIVE-12 to ARCHIVE-14.
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "support/binary.hpp"
#include "support/cast.hpp"
#include "support/images.hpp"
#include "support/keys.hpp"
#include "support/objects.hpp"
#include "support/zips.hpp"

namespace pictbook::test {

namespace {

namespace json = boost::json;
using testing::HasSubstr;

std::string archive_of(const std::string& book) { return "/projects/" + book + "/archive"; }

Reply import(const Person& person, const std::string& zip) {
    return person.upload("/projects/archive", {{"book.zip", zip, "file", "application/zip"}});
}

/// Without what belongs to one server: ids and dates.
json::value without_ids(json::value value) {
    if (json::object* object = value.if_object()) {
        for (const char* own : {"id", "createdAt", "updatedAt"}) object->erase(own);
        for (auto& [name, member] : *object) member = without_ids(member);
    } else if (json::array* array = value.if_array()) {
        for (json::value& each : *array) each = without_ids(each);
    }
    return value;
}

json::value text_of(const std::map<std::string, std::string>& zip) { return json::parse(zip.at("book.json")); }

/// Three photos, one of them in no element, and elements of each kind, some at the same height.
std::string make_full_book(const Person& person, const std::string& name) {
    const std::string book = make_book(person, name), path = "/projects/" + book;
    const Reply photos = person.upload(
        path + "/images", {{"a.png", make_png(40, 30)}, {"b.jpg", make_jpeg(60, 40, 6)}, {"c.gif", make_gif(5, 5, 3)}});
    EXPECT_EQ(photos.status, 200);
    make_element(person, book, element_json("IMAGE", R"("zIndex":7,"assetId":")" + photos.at("/1/id") + "\""));
    make_element(person, book, element_json("IMAGE", R"("zIndex":-7,"assetId":")" + photos.at("/0/id") + "\""));
    make_element(person, book, element_json("IMAGE", R"("assetId":")" + photos.at("/1/id") + "\""));
    make_element(person, book, element_json("TEXT", R"("content":"„Ja“ \u0001 😀","fontFamily":null)"));
    make_element(person, book, element_json("CIRCLE", R"("x":5e-324,"y":-1.7976931348623157e308)"));
    make_element(person, book, element_json("RECTANGLE", R"("fill":null,"cornerRadius":0)"));
    make_element(person, book, element_json("DRAWING", R"("points":[{"x":0.1,"y":2},{"x":-3,"y":4}])"));
    return book;
}

}  // namespace

TEST(Archive, HoldsTheWholeBookAndItsOriginalPhotos) {  // ARCHIVE-1, ARCHIVE-2, ARCHIVE-3, ARCHIVE-4
    const Person& owner = cast().owner;
    const std::string book = make_full_book(owner, R"(Été: \"our\" wedding)"), path = "/projects/" + book;
    const Reply reply = owner.get(archive_of(book));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.header("Content-Type"), "application/zip");
    EXPECT_EQ(reply.header("Content-Disposition"),
              "attachment; filename=\"_t_- -our- wedding.zip\"; "
              "filename*=UTF-8''%C3%89t%C3%A9-%20-our-%20wedding.zip");
    EXPECT_EQ(reply.header("Cache-Control"), "private, no-store");
    EXPECT_EQ(reply.header("Content-Length"), std::to_string(reply.body.size()));
    const std::map<std::string, std::string> zip = read_zip(reply.body);
    ASSERT_EQ(zip.size(), 4u);
    EXPECT_EQ(zip.at("images/0001.png"), make_png(40, 30));
    EXPECT_EQ(zip.at("images/0002.jpg"), make_jpeg(60, 40, 6));
    EXPECT_EQ(zip.at("images/0003.gif"), make_gif(5, 5, 3));
    const json::value text = text_of(zip), listed = owner.get(path + "/elements").json();
    EXPECT_EQ(text.at("format"), "pictbook-book");
    EXPECT_EQ(text.at("version"), 1);
    EXPECT_EQ(text.at("name"), R"(Été: "our" wedding)");
    const json::value assets = owner.get(path + "/images").json();
    for (std::size_t i = 0; i < 3; ++i)
        for (const char* fact : {"mimeType", "size", "width", "height", "orientation", "createdAt"})
            EXPECT_EQ(text.at("photos").at(i).at(fact), assets.at(i).at(fact)) << fact;
    ASSERT_EQ(text.at("elements").as_array().size(), listed.as_array().size());
    for (std::size_t i = 0; i < listed.as_array().size(); ++i) {
        json::object element = text.at("elements").at(i).as_object(), expected = listed.at(i).as_object();
        if (expected.contains("assetId")) {
            const bool first = expected.at("assetId") == assets.at(0).at("id");
            EXPECT_EQ(element.at("photo"), first ? "images/0001.png" : "images/0002.jpg");
            element.erase("photo");
            expected.erase("assetId");
        }
        EXPECT_EQ(element, expected);
    }
    EXPECT_THAT(zip.at("book.json"), testing::Not(HasSubstr(cast().owner_id)));
    EXPECT_THAT(zip.at("book.json"), testing::Not(HasSubstr("@")));
}

TEST(Archive, IsForMembersOfAnyRole) {  // ARCHIVE-1, KEY-9
    const std::string book = make_shared_book("PUBLIC");
    for (const Person* member : {&cast().owner, &cast().editor, &cast().viewer}) {
        EXPECT_EQ(member->get(archive_of(book)).status, 200);
        const Reply head = member->request("HEAD", archive_of(book), "", {});
        EXPECT_EQ(head.status, 200);
        EXPECT_NE(head.header("Content-Length"), "0");
    }
    const Person reader = program_of(cast().viewer, "read");
    EXPECT_EQ(reader.get(archive_of(book)).status, 200);
    expect_all({{"ARCHIVE-1", &cast().outsider, "GET", archive_of(book), "", 403, R"({"message":"Forbidden"})"},
                {"ARCHIVE-1", &cast().nobody, "GET", archive_of(book), "", 401, "Unauthorized"},
                {"ARCHIVE-1", &cast().owner, "GET", archive_of(kUnknownId), "", 403, R"({"message":"Forbidden"})"}});
}

TEST(Archive, MovesABookToAnotherServer) {  // ARCHIVE-6, ARCHIVE-7, ARCHIVE-8
    const std::string book = make_full_book(cast().owner, "Our wedding");
    const Reply first = cast().owner.get(archive_of(book));
    const std::map<std::string, std::string> zip = read_zip(first.body);
    TestServer other({{"DEFAULT_VISIBILITY", "MEMBERS"}});
    const Person ada = other.sign_up();
    const Reply made = import(ada, first.body);
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(made.at("/name"), "Our wedding");
    const std::string moved = made.at("/id"), path = "/projects/" + moved;
    EXPECT_NE(moved, book);
    EXPECT_EQ(ada.get("/projects/" + moved + "/users").at("/0/role"), "OWNER");
    const Reply again = ada.get(archive_of(moved));
    const std::map<std::string, std::string> second = read_zip(again.body);
    EXPECT_EQ(without_ids(text_of(second)), without_ids(text_of(zip)));
    for (const auto& [name, bytes] : zip)
        if (name != "book.json") EXPECT_EQ(second.at(name), bytes) << name;
    EXPECT_EQ(second.size(), zip.size());
    const json::value text = text_of(zip);
    for (const json::value& each : text.at("elements").as_array())
        EXPECT_EQ(ada.get("/elements/" + std::string(each.at("id").as_string())).status, 404);
    const Reply photo = ada.get("/projects/" + moved + "/images");
    EXPECT_EQ(photo.at("/0/uploaderId"), user_id(ada));
    EXPECT_EQ(photo.at("/1/orientation"), "6");
    EXPECT_EQ(objects_of(other, moved).size(), 3u);
    // Once more on the same server: another book, the first stays.
    const Reply twin = import(ada, again.body);
    EXPECT_EQ(twin.status, 200) << twin.body;
    EXPECT_NE(twin.at("/id"), moved);
    EXPECT_EQ(ada.get("/projects").json().as_array().size(), 2u);
    EXPECT_EQ(ada.remove("/projects/" + twin.at("/id")).status, 200);
    EXPECT_EQ(ada.get(archive_of(moved)).status, 200);
}

TEST(Archive, BecomesABookWithAHistory) {  // ARCHIVE-8
    const Person& owner = cast().owner;
    const Reply made = import(owner, owner.get(archive_of(make_full_book(owner, "Before"))).body);
    ASSERT_EQ(made.status, 200) << made.body;
    const std::string path = "/projects/" + made.at("/id");
    const json::value elements = owner.get(path + "/elements").json();
    EXPECT_EQ(elements.as_array().size(), 7u);
    const Reply history = owner.get(path + "/history");
    EXPECT_EQ(history.json().as_array().size(), 1u);
    EXPECT_EQ(history.at("/0/seq"), "1");
    EXPECT_EQ(history.at("/0/event"), "BATCH");
    EXPECT_EQ(history.at("/0/userId"), cast().owner_id);
    EXPECT_EQ(owner.remove("/elements/" + std::string(elements.at(3).at("id").as_string())).status, 200);
    EXPECT_EQ(owner.post(path + "/history/restore", R"({"seq":0})").status, 200);
    EXPECT_EQ(owner.get(path + "/elements").body, "[]");
    EXPECT_EQ(owner.post(path + "/history/restore", R"({"seq":1})").status, 200);
    EXPECT_EQ(without_ids(owner.get(path + "/elements").json()), without_ids(elements));
}

TEST(Archive, OfAnEmptyBookIsABookToo) {  // ARCHIVE-6
    const Person& owner = cast().owner;
    const Reply made = import(owner, owner.get(archive_of(make_book(owner, "Nothing yet"))).body);
    ASSERT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(owner.get("/projects/" + made.at("/id") + "/elements").body, "[]");
    EXPECT_EQ(owner.get("/projects/" + made.at("/id") + "/images").body, "[]");
    EXPECT_EQ(owner.get("/projects/" + made.at("/id") + "/history").body, "[]");
}

TEST(Archive, IsRefusedWhileAPhotoIsMissing) {  // ARCHIVE-5
    const Person& owner = cast().owner;
    const std::string book = make_book(owner), path = "/projects/" + book;
    const Reply photos = owner.upload(path + "/images", {{"a.png", kDot}, {"b.png", make_png(9, 9)}});
    put_object(shared_server(), photos.at("/0/key"), kDot + "x");
    const std::string damaged =
        R"({"message":"The bytes of a photo are missing or damaged: delete it, then the rest of the book can be downloaded"})";
    EXPECT_EQ(owner.get(archive_of(book)).body, damaged);
    remove_object(shared_server(), photos.at("/0/key"));
    const Reply refused = owner.get(archive_of(book));
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.body, damaged);
    EXPECT_EQ(owner.remove("/images/" + photos.at("/0/id")).status, 200);
    EXPECT_EQ(read_zip(owner.get(archive_of(book)).body).size(), 2u);
}

TEST(Archive, BreaksOffWhenAPhotoGoesMeanwhileAndTakesLittleMemory) {  // ARCHIVE-4, ARCHIVE-5
    const Person& owner = cast().owner;
    const std::string book = make_book(owner), path = "/projects/" + book, png = make_png(64, 64);
    const std::string large = png + std::string((20u << 20) - png.size(), '\x01');
    std::vector<std::string> keys;
    for (int i = 0; i < 3; ++i) keys.push_back(owner.upload(path + "/images", {{"a.png", large}}).at("/0/key"));
    const long before = shared_server().resident_kib();
    EXPECT_EQ(owner.get(archive_of(book)).body.size() / (20u << 20), 3u);
    if (!is_sanitized()) EXPECT_LT(shared_server().resident_kib() - before, 16 * 1024);
    Wire wire(owner.port());
    wire.send("GET " + archive_of(book) + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + owner.cookie_header() +
              "\r\n\r\n");
    EXPECT_THAT(wire.receive_head(), HasSubstr("200 OK"));
    remove_object(shared_server(), keys.back());  // the kernel takes no 40 MiB, so its turn is yet to come
    EXPECT_TRUE(wire.ends_within(std::chrono::seconds(20)));
    EXPECT_EQ(owner.get(archive_of(book)).status, 409);
    EXPECT_EQ(owner.remove(path).status, 200);
}

TEST(Archive, CountsAsTheUploadsThatItStandsFor) {  // ARCHIVE-12, LIMIT-5
    const TestServer server({{"RATE_LIMIT", "on"}, {"LIMIT_SIGN_IN", "100/10"}, {"LIMIT_UPLOADS", "3/86400"}});
    const Person ada = server.sign_up();
    const auto zip_of = [](int photos) {
        std::vector<ZipItem> items;
        std::string list;
        for (int i = 0; i < photos; ++i) {
            items.push_back({std::to_string(i), kDot});
            list += (i == 0 ? "" : ",") + (R"({"file":")" + std::to_string(i) + "\"}");
        }
        items.push_back({"book.json", R"({"format":"pictbook-book","version":1,"name":"Kyoto","photos":[)" + list +
                                          R"(],"elements":[]})"});
        return make_zip(items);
    };
    const Reply refused = import(ada, zip_of(31));
    EXPECT_EQ(refused.status, 429);
    EXPECT_GT(std::stoi("0" + refused.header("Retry-After")), 0);
    EXPECT_EQ(ada.get("/projects").body, "[]");
    const Reply made = import(ada, zip_of(20));
    EXPECT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(ada.get("/projects/" + made.at("/id") + "/images").json().as_array().size(), 20u);
    EXPECT_EQ(import(ada, zip_of(0)).status, 429);
}

}  // namespace pictbook::test
