// Any valid text: its normal form is valid, and its map leads into the original, in order.
#include "engine/text/normal_form.h"

#include "tests/fuzz/require.h"

using namespace chatqc;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static engine::normal_form form;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (!engine::is_valid_utf8(text)) {
        return 0;
    }
    engine::normalise(text, form);
    require(engine::is_valid_utf8(form.text), "the normal form is valid UTF-8");
    std::uint32_t begin = 0;
    std::uint32_t original = 0;
    for (const auto& character : form.characters) {
        require(
            character.begin >= begin && character.begin < form.text.size(),
            "characters lie in the text, in order"
        );
        require(character.original >= original, "the map is in order");
        require(
            character.original < character.original_end && character.original_end <= size,
            "spans lie in the original"
        );
        begin = character.begin + 1;
        original = character.original;
    }
    return 0;
}
