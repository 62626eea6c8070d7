// The rule_set while it is being made: what packs share (patterns, profiles, zones) and the names of the one
// pack that is being read. Lists are per pack; their names in the rule_set begin with the pack's
// ("zh-ecommerce/nudge").
#pragma once

#include "rules/fields.h"
#include "rules/reader.h"
#include "rules/rule_set.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::rules {

struct zone_use {
    std::string zone; // IANA name, unchecked: rules has no zone tables
    place where;
    std::string line; // the source line
};

struct pattern_use {
    expression written;
    place where; // of its first use
    std::string line;
};

class pack_lists;
class pack_conditions;

struct draft {
    rule_set set;
    std::vector<pattern_use> patterns; // same indices as set.patterns
    std::vector<zone_use> zones;
    std::map<expression, pattern_index> pattern_of;
    std::map<std::string, campaign_index, std::less<>> campaign_of;
    std::vector<node> counted_rules; // names of rules that incidents count; each must be there
    std::size_t own_shops = 0;       // entries of set.shops that packs wrote; built-in ones follow
    // Whose names a file's rules use. A rule that another pack overrides has parts of both.
    std::map<const source_text*, pack_lists*> lists_of;
    std::map<const source_text*, pack_conditions*> conditions_of;

    // Reports bad_value for an empty and too_large for a long one.
    std::optional<pattern_index>
    use_pattern(const node& from, reporter& report, bool shapes = false, bool letters = false);
};

// Where diagnostics about a merged or computed thing point to.
place place_of(const node& at, std::string& line);

class pack_lists {
public:
    // Reads `lists:` of the pack; reports what is wrong with them.
    pack_lists(const pack_document& pack, draft& out, reporter& report);

    // The list a node names, of the pack in whose file the node stands; reports unknown_name.
    std::optional<list_index> use(const node& name);
    // A list by name if the pack has it; counts as a use.
    std::optional<list_index> use_if_defined(std::string_view name);
    // A list written where it is used: `any: [催, 抓紧]`. `owner` names it: the rule's id.
    std::optional<list_index> use_inline(const node& phrases, std::string_view owner, bool whole_word);

    // Unused lists; call it after all rules were read. ack, asks, wait, negation have a meaning of their own.
    void warn_unused();
    // For the lists that merge over packs, before anything is used; null if the pack does not define it.
    [[nodiscard]] const phrase_list* find(std::string_view name) const;

private:
    struct declared {
        phrase_list list; // until its first use, which moves it into the set
        const node* key = nullptr;
        std::optional<list_index> used;
    };

    void declare(const named_node& from);
    void read_file(const node& name, phrase_list& to);
    list_index add(phrase_list list);

    const pack_document& pack_;
    draft& out_;
    reporter& report_;
    std::map<std::string, declared, std::less<>> lists_;
    std::map<std::string, unsigned, std::less<>> inline_count_;
};

} // namespace chatqc::rules
