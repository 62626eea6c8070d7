#include "app/convert_table.h"

#include "app/convert_decode.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace chatqc::app;

namespace {

// "1:a|b" a row, with its number in front; "3!" a broken one.
std::vector<std::string> rows_in_pieces(const std::string& text, std::size_t piece, char separator = ',')
{
    std::vector<std::string> rows;
    table_reader reader{separator, {.row_bytes_max = 64, .cells_max = 8}};
    for (std::size_t at = 0; at <= text.size(); at += piece) {
        reader.feed(std::string_view{text}.substr(at, piece), at + piece > text.size(), [&](table_row& row) {
            std::string shown = std::to_string(row.number) + (row.broken.empty() ? ':' : '!');
            for (std::size_t i = 0; row.broken.empty() && i < row.cells.size(); ++i) {
                shown += (i == 0 ? "" : "|") + row.cells[i];
            }
            rows.push_back(shown);
        });
    }
    return rows;
}

void check(const std::string& text, const std::vector<std::string>& expected, char separator = ',')
{
    for (const std::size_t piece : {1u, 2u, 3u, 7u, 1000u}) {
        CAPTURE(text);
        CAPTURE(piece);
        CHECK(rows_in_pieces(text, piece, separator) == expected);
    }
}

void check_decoded(const std::string& bytes, const std::string& expected, text_encoding found)
{
    for (const std::size_t piece : {bytes.size() + 1, std::size_t{5}}) {
        text_decoder decoder{text_encoding::automatic};
        std::string text;
        for (std::size_t at = 0; at <= bytes.size(); at += piece) {
            decoder.feed(std::string_view{bytes}.substr(at, piece), at + piece > bytes.size(), text);
        }
        CAPTURE(piece);
        CHECK(text == expected);
        CHECK(decoder.encoding() == found);
    }
}

} // namespace

TEST_SUITE("app.convert_table")
{
    TEST_CASE("rows and cells")
    {
        check("a,b\nc,d\n", {"1:a|b", "2:c|d"});
        check("a,b\r\nc,d", {"1:a|b", "2:c|d"});
        check("a\rb\r", {"1:a", "2:b"});
        check("", {});
        check("\n\na\n", {"3:a"}); // empty rows are counted, not shown
        check(",,\na\n", {"2:a"});
        check("a,,c,\n", {"1:a||c|"});
        check("一,二\n", {"1:一|二"});
    }

    TEST_CASE("quotes")
    {
        check("\"a,b\",c\n", {"1:a,b|c"});
        check("\"a\nb\r\nc\",d\ne,f\n", {"1:a\nb\r\nc|d", "2:e|f"});
        check("\"say \"\"hi\"\"\",x\n", {"1:say \"hi\"|x"});
        check("\"\",x\n", {"1:|x"});
        check("a\"b,c\"\n", {"1:a\"b|c\""}); // inside a bare cell a quote is a character
        check("\"a\"", {"1:a"});
    }

    TEST_CASE("a broken row costs its own line")
    {
        check("a,b\n\"x\"y,1\nc,d\n", {"1:a|b", "2!", "3:c|d"});
        check("a\n\"never closed\nb,c\n", {"1:a", "2!", "3:b|c"});
        check("a\n\"x\"y", {"1:a", "2!"});
        check("\"" + std::string(100, 'x') + "\"\nb\n", {"1!", "2:b"});
        check(std::string(100, 'x') + "\nb\n", {"1!", "2:b"});
        check("1,2,3,4,5,6,7,8,9\nb\n", {"1!", "2:b"});
    }

    TEST_CASE("a row breaks for the same reason however it comes in pieces")
    {
        const auto reasons = [](const std::string& text, std::size_t piece) {
            std::string found;
            table_reader reader{',', {.row_bytes_max = 64, .cells_max = 8}};
            for (std::size_t at = 0; at <= text.size(); at += piece) {
                const bool last = at + piece > text.size();
                reader.feed(std::string_view{text}.substr(at, piece), last, [&](const table_row& row) {
                    found += std::to_string(row.number) + row.broken + "\n";
                });
            }
            return found;
        };
        for (std::size_t before = 60; before < 68; ++before) {
            for (const auto* behind :
                 {",\"x\"\nb\n", ",\"x\nb\n", ",\"x\"y\nb\n", ",,,,,,,,x\nb\n", "\r\nb\n"}) {
                const auto text = std::string(before, 'a') + behind;
                CAPTURE(text);
                for (std::size_t piece = 1; piece <= text.size(); ++piece)
                    CHECK(reasons(text, piece) == reasons(text, text.size() + 1));
            }
        }
    }

    TEST_CASE("separators")
    {
        check("a;b,c\nd;e\n", {"1:a|b,c", "2:d|e"}, ';');
        check("a;b;c,d\n1;2;3\n", {"1:a|b|c,d", "2:1|2|3"}, '\0');
        check("a\tb\n1,5\t2\n", {"1:a|b", "2:1,5|2"}, '\0');
        check("\"a;b;c\",d\n1,2\n", {"1:a;b;c|d", "2:1|2"}, '\0');
        check("one\ntwo\n", {"1:one", "2:two"}, '\0');
    }
}

TEST_SUITE("app.convert_decode")
{
    TEST_CASE("encodings are told apart")
    {
        check_decoded("plain text", "plain text", text_encoding::automatic);
        check_decoded("\xEF\xBB\xBF客服,b", "客服,b", text_encoding::utf_8);
        check_decoded("abc 亲，在吗", "abc 亲，在吗", text_encoding::utf_8);
        check_decoded("abc \xC7\xD7\xA3\xAC\xD4\xDA\xC2\xF0", "abc 亲，在吗", text_encoding::gb18030);
        // Four bytes a character: outside of what GBK knows.
        check_decoded("\xC7\xD7\x94\x39\xFC\x36", "亲😀", text_encoding::gb18030);
        check_decoded(std::string{"\xFF\xFE\x2E\x96\x61\x00", 6}, "阮a", text_encoding::utf_16);
        check_decoded(std::string{"\xFE\xFF\x4E\xB2\x00\x61", 6}, "亲a", text_encoding::utf_16);
    }

    TEST_CASE("bytes that are no text are marked where they stand")
    {
        const std::string mark{broken_mark};
        text_decoder decoder{text_encoding::gb18030};
        std::string text;
        decoder.feed("\xC7\xD7\xFF,\xC7\xD7", true, text);
        CHECK(text == "亲" + mark + ",亲");
    }

    TEST_CASE("one broken character leaves a UTF-8 file one")
    {
        std::string text = "亲，您好，欢迎光临，请问有什么可以帮您";
        const std::string bytes = text + "\xE4\xBA" + ",ok";
        check_decoded(bytes, bytes, text_encoding::utf_8);
    }
}
