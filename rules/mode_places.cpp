#include "rules/mode_places.h"

#include "rules/syntax.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

const entry* mode_in(const node& map)
{
    const auto found = std::find_if(map.entries.begin(), map.entries.end(), [](const entry& each) {
        return each.key.text == "mode";
    });
    return found == map.entries.end() ? nullptr : &*found;
}

const entry* mode_of(const node& rule, const std::string& id)
{
    if (const node* own = rule.find("id"); own != nullptr && own->text == id)
        return mode_in(rule);
    const node* overridden = rule.find("override");
    const node* replaced = rule.find("replace");
    if (overridden == nullptr || overridden->text != id || replaced == nullptr)
        return nullptr;
    return mode_in(*replaced);
}

// An alias stands at its anchor, and an anchor has others that follow it: between key and value is neither.
mode_place place_in(const pack_file& file, std::size_t index, const entry& written)
{
    const node& mode = written.value;
    const std::size_t skipped = file.text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    mode_place made{index, mode.begin + skipped, mode.end + skipped, mode.text, place_of(mode), false};
    const std::string_view bytes = std::string_view(file.text).substr(made.begin, made.end - made.begin);
    const std::size_t key_end = std::min(written.key.end + skipped, made.begin);
    const std::string_view between = std::string_view(file.text).substr(key_end, made.begin - key_end);
    made.is_plain =
        between.size() >= 2 && between.find_first_not_of(": ") == std::string_view::npos &&
        (bytes == mode.text || bytes == "\"" + mode.text + "\"" || bytes == "'" + mode.text + "'");
    return made;
}

} // namespace

std::vector<mode_place> mode_places(const pack_bundle& bundle, const std::string& rule)
{
    std::vector<mode_place> found;
    for (std::size_t index = 0; index < bundle.files.size(); ++index) {
        const pack_file& file = bundle.files[index];
        if (!file.name.ends_with(".yaml") && !file.name.ends_with(".yml"))
            continue;
        std::string_view text = file.text;
        if (text.starts_with(byte_order_mark))
            text.remove_prefix(byte_order_mark.size());
        reporter ignored; // what is wrong with a file is said by check
        const auto tree = parse_yaml(
            std::make_shared<const source_text>(bundle.folder + "/" + file.name, std::string(text)), ignored
        );
        const node* rules = tree ? tree->root.find("rules") : nullptr;
        if (rules == nullptr)
            continue;
        for (const node& each : rules->items)
            if (const entry* mode = mode_of(each, rule))
                found.push_back(place_in(file, index, *mode));
    }
    return found;
}

} // namespace chatqc::rules
