// Any bytes as a table, in pieces of any size: a row is a message that the server takes or has a sentence
// that says why it is none, and the pieces make no difference.
#include "app/convert_decode.h"
#include "app/convert_rows.h"
#include "app/convert_table.h"
#include "connectors/codec/decode.h"
#include "tests/engine/time_zones.h"
#include "tests/fuzz/require.h"

#include <algorithm>

using namespace chatqc;
using test::require;

namespace {

app::convert_mapping mapping()
{
    app::convert_mapping made;
    const auto column = [&](app::mapped_field field, const char* name) {
        auto& source = made.fields[static_cast<std::size_t>(field)];
        source.columns = {name};
        source.is_set = true;
    };
    column(app::mapped_field::conversation, "@1");
    column(app::mapped_field::ts, "@2");
    column(app::mapped_field::speaker, "@3");
    column(app::mapped_field::text, "@4");
    made.agents = {"A"};
    return made;
}

std::string converted(std::string_view bytes, std::size_t piece, app::text_encoding encoding)
{
    app::text_decoder decoder(encoding);
    app::table_reader reader(',', {.row_bytes_max = 256, .cells_max = 8});
    app::row_converter rows(mapping(), test::shanghai());
    connectors::message_decoder server;
    connectors::decode_context how;
    how.tenant_name = "default";
    how.tenant = 1;
    how.recorded = true;
    how.now = engine::time_point(std::chrono::hours(24 * 365 * 55));
    std::vector<std::string> problems;
    const bool is_bound = rows.bind({"a", "b", "c", "d"}, problems);
    require(is_bound, "the mapping fits");

    std::string all;
    const auto visit = [&](app::table_row& row) {
        std::string line;
        std::string problem = row.broken;
        if (problem.empty() && rows.convert(row.cells, line, problem)) {
            line.pop_back();
            const auto read = server.decode_line(line, how);
            require(
                read.what == connectors::message_decoder::line_result::kind::message,
                "a converted row is a message"
            );
        } else {
            require(!problem.empty(), "what is no message has a sentence");
        }
        all += std::to_string(row.number) + ":" + line + problem + "\n";
    };
    std::string text;
    for (std::size_t at = 0; at < bytes.size() || bytes.empty(); at += piece) {
        const bool last = at + piece >= bytes.size();
        text.clear();
        decoder.feed(bytes.substr(at, piece), last, text);
        reader.feed(text, last, visit);
        if (last)
            break;
    }
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 2)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    constexpr app::text_encoding encodings[] = {
        app::text_encoding::utf_8, app::text_encoding::gb18030, app::text_encoding::utf_16};
    const auto encoding = encodings[data[0] % 3];
    const auto whole = converted(bytes, std::max<std::size_t>(bytes.size(), 1), encoding);
    require(converted(bytes, 1 + data[1] % 16, encoding) == whole, "pieces make no difference");
    return 0;
}
