#include "rules/exceptions.h"

#include <algorithm>
#include <array>

namespace chatqc::rules {

namespace {

exception read_exception(const node& from, draft& out, reporter& report, std::string_view rule_id)
{
    exception made;
    fields keys(from, report, "an exception");
    if (!keys.is_map())
        return made;
    const node* list = keys.find("list");
    const node* any = keys.find("any");
    const node* pattern = keys.find("pattern");
    const node* message = keys.find("message");
    const std::array given{list, any, pattern, message};
    const auto lists_of = [&](const node& at) -> pack_lists& { return *out.lists_of.at(at.source); };
    if (std::count(given.begin(), given.end(), nullptr) + 1 != std::ssize(given))
        report_at(
            report, code::missing_key, from, "an exception has one of `list`, `any`, `pattern`, `message`"
        );
    else if (list != nullptr)
        made.list = lists_of(*list).use(*list);
    else if (any != nullptr)
        made.list = lists_of(*any).use_inline(*any, rule_id, false);
    else if (pattern != nullptr)
        made.pattern = out.use_pattern(*pattern, report);
    else
        made.message = lists_of(*message).use(*message);
    if (const node* reason = keys.need("reason", "say why the text is innocent; the page shows it"))
        made.reason = read_text(*reason, report).value_or("");
    keys.finish();
    return made;
}

} // namespace

std::vector<exception> read_exceptions(
    const node* from, draft& out, reporter& report, std::string_view rule_id, std::vector<const node*>& nodes
)
{
    std::vector<exception> all;
    if (from == nullptr)
        return all;
    if (from->what != node::kind::sequence) {
        report_at(report, code::wrong_type, *from, "`except` is a list: each entry begins with `- `");
        return all;
    }
    for (const node& each : from->items) {
        all.push_back(read_exception(each, out, report, rule_id));
        nodes.push_back(&each);
    }
    return all;
}

} // namespace chatqc::rules
