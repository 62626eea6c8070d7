#include "bench/bare_work.h"

#include <fmt/format.h>
#include <hs/hs.h>
#include <simdjson.h>

#include <array>
#include <cstdlib>

namespace chatqc::bench {

namespace {

[[noreturn]] void give_up(std::string_view what)
{
    fmt::print(stderr, "chatqc_bench: prototype: {}\n", what);
    std::abort();
}

// What a character of the basic plane becomes; 0: dropped.
const std::array<std::uint16_t, 65536>& folding()
{
    static const auto table = [] {
        std::array<std::uint16_t, 65536> made{};
        for (std::uint32_t code = 0; code < made.size(); ++code) {
            std::uint32_t folded = code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code;
            if (folded >= 'A' && folded <= 'Z') {
                folded += 'a' - 'A';
            }
            const bool is_dropped = folded == ' ' || folded == '-' || folded == '_' || folded == '.' ||
                                    (code >= 0x200b && code <= 0x200f) || code == 0xfeff;
            made[code] = is_dropped ? std::uint16_t{0} : static_cast<std::uint16_t>(folded);
        }
        return made;
    }();
    return table;
}

std::size_t length_of(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

std::uint32_t decode(const char* at, std::size_t length)
{
    const auto byte = [at](std::size_t n) { return std::uint32_t{static_cast<unsigned char>(at[n])}; };
    switch (length) {
    case 1:
        return byte(0);
    case 2:
        return (byte(0) & 0x1fu) << 6u | (byte(1) & 0x3fu);
    case 3:
        return (byte(0) & 0x0fu) << 12u | (byte(1) & 0x3fu) << 6u | (byte(2) & 0x3fu);
    default:
        return (byte(0) & 7u) << 18u | (byte(1) & 0x3fu) << 12u | (byte(2) & 0x3fu) << 6u | (byte(3) & 0x3fu);
    }
}

char* put_utf8(char* out, std::uint32_t code)
{
    if (code < 0x80) {
        *out++ = static_cast<char>(code);
    } else if (code < 0x800) {
        *out++ = static_cast<char>(0xc0u | code >> 6u);
        *out++ = static_cast<char>(0x80u | (code & 0x3fu));
    } else {
        *out++ = static_cast<char>(0xe0u | code >> 12u);
        *out++ = static_cast<char>(0x80u | (code >> 6u & 0x3fu));
        *out++ = static_cast<char>(0x80u | (code & 0x3fu));
    }
    return out;
}

int count_hit(unsigned, unsigned long long, unsigned long long, unsigned, void* hits)
{
    ++*static_cast<std::uint64_t*>(hits);
    return 0;
}

hs_database_t* compile(const std::vector<std::string>& phrases)
{
    std::vector<std::string> escaped;
    for (const std::string& phrase : phrases) {
        std::string& expression = escaped.emplace_back();
        for (const char c : phrase) {
            expression += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
    std::vector<const char*> expressions;
    std::vector<unsigned> ids;
    for (const std::string& expression : escaped) {
        ids.push_back(static_cast<unsigned>(ids.size()));
        expressions.push_back(expression.c_str());
    }
    const std::vector<unsigned> flags(ids.size(), 0);
    hs_database_t* database = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto count = static_cast<unsigned>(ids.size());
    if (hs_compile_multi(
            expressions.data(), flags.data(), ids.data(), count, HS_MODE_BLOCK, nullptr, &database, &error
        ) != HS_SUCCESS) {
        give_up(error->message);
    }
    return database;
}

void append_field(std::string& out, std::string_view value)
{
    const auto size = static_cast<std::uint32_t>(value.size());
    out.append(reinterpret_cast<const char*>(&size), sizeof size);
    out += value;
}

} // namespace

void bare_normalise(std::string_view input, bare_normal_form& out)
{
    const auto& fold = folding();
    // No character grows.
    if (out.room.size() < input.size()) {
        out.room.resize(input.size() * 2);
        out.offsets.resize(out.room.size());
    }
    char* const begin = out.room.data();
    char* end = begin;
    std::uint32_t last = 0;
    for (std::size_t at = 0; at < input.size();) {
        const std::size_t length = length_of(static_cast<unsigned char>(input[at]));
        std::uint32_t code = decode(input.data() + at, length);
        code = code < fold.size() ? fold[code] : 0;
        if (code != 0 && code != last) {
            out.offsets[static_cast<std::size_t>(end - begin)] = static_cast<std::uint32_t>(at);
            end = put_utf8(end, code);
            last = code;
        }
        at += length;
    }
    out.text = {begin, static_cast<std::size_t>(end - begin)};
}

struct bare_worker::impl {
    simdjson::dom::parser parser;
    hs_database_t* database = nullptr;
    hs_scratch_t* scratch = nullptr;

    ~impl()
    {
        hs_free_scratch(scratch);
        hs_free_database(database);
    }
};

bare_worker::bare_worker(const std::vector<std::string>& phrases) : impl_(std::make_unique<impl>())
{
    impl_->database = compile(phrases);
    if (hs_alloc_scratch(impl_->database, &impl_->scratch) != HS_SUCCESS) {
        give_up("no memory to scan with");
    }
}

bare_worker::~bare_worker() = default;

std::uint64_t bare_worker::scan(std::string_view text)
{
    std::uint64_t hits = 0;
    const auto size = static_cast<unsigned>(text.size());
    if (hs_scan(impl_->database, text.data(), size, 0, impl_->scratch, count_hit, &hits) != HS_SUCCESS) {
        give_up("a text could not be scanned");
    }
    return hits;
}

std::uint32_t bare_worker::work(std::string_view frame, std::string& block)
{
    static constexpr std::string_view strings[] = {
        "id",
        "conversation",
        "role",
        "kind",
        "event",
        "text",
        "sender",
        "to",
        "platform",
        "shop",
        "group",
        "customer"};
    simdjson::dom::element document;
    if (impl_->parser.parse(frame.data(), frame.size()).get(document) != simdjson::SUCCESS) {
        give_up("a frame is no JSON");
    }
    const auto one = [&](simdjson::dom::object object) {
        std::array<std::string_view, std::size(strings)> values;
        std::int64_t ts = 0;
        std::int64_t seq = 0;
        for (const auto [key, value] : object) {
            if (value.is_int64()) {
                (key == "ts" ? ts : seq) = std::int64_t(value);
                continue;
            }
            for (std::size_t n = 0; n < values.size(); ++n) {
                if (key == strings[n]) {
                    values[n] = value.is_string() ? std::string_view(value) : std::string_view();
                    break;
                }
            }
        }
        bare_normalise(values[5], normal_);
        hash_ += scan(normal_.text) * 31 + normal_.text.size();
        block.append(reinterpret_cast<const char*>(&ts), sizeof ts);
        block.append(reinterpret_cast<const char*>(&seq), sizeof seq);
        for (const std::string_view value : values) {
            append_field(block, value);
        }
    };
    if (document.is_object()) {
        one(document);
        return 1;
    }
    std::uint32_t messages = 0;
    for (const simdjson::dom::element element : simdjson::dom::array(document)) {
        one(element);
        ++messages;
    }
    return messages;
}

} // namespace chatqc::bench
