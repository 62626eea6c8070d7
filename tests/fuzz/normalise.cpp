// Any valid text has a sound normal form; any bytes at all are survived.
#include "engine/text/normal_form.h"
#include "engine/text/sounds.h"
#include "tests/engine/text_spelled.h"
#include "tests/fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace chatqc::engine;
using chatqc::test::require;
namespace test = chatqc::engine::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    static normal_form normal;
    normalise(input, normal);
    if (!is_valid_utf8(input)) {
        return 0;
    }
    require(is_valid_utf8(normal.text), "the normal form is valid UTF-8");
    require(normal.text.size() <= size + size / 2, "the normal form is hardly longer than the text");
    require(normal.characters.size() == count_characters(normal.text), "one entry a character");
    require(normal.characters.size() <= size, "no more characters than bytes");
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        require(
            one.begin < normal.text.size() && (at == 0 || normal.characters[at - 1].begin < one.begin),
            "characters lie in the text, in order"
        );
        require(normal.character_at(one.begin) == at, "a character is found by its byte");
        require(
            one.run >= 1 && one.original < one.original_end && one.original_end <= size,
            "ranges lie in the original"
        );
        // A range is whole characters: what it holds is valid by itself.
        require(
            is_valid_utf8(input.substr(one.original, one.original_end - one.original)),
            "ranges are whole characters"
        );
        require(at == 0 || normal.characters[at - 1].original <= one.original, "the map is in order");
    }
    static sound_form read;
    write_sounds(normal, read);
    require(is_valid_utf8(read.text), "a text as it sounds is valid UTF-8");
    require(
        test::spelled_out(read) == test::character_sounds(normal), "what is read as pinyin is spelled so"
    );
    for (std::size_t at = 0; at < read.in_letters.size(); ++at) {
        const auto& one = read.in_letters[at];
        require(one.first <= one.last && one.last < normal.characters.size(), "letters lie in the text");
        require(normal.character_at(one.after) == one.last + 1, "a syllable ends with its last letter");
        require(at == 0 || read.in_letters[at - 1].last <= one.first, "syllables follow each other");
    }
    return 0;
}
