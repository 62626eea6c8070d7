// Where a rule applies: `scope:` of a rule and the named `conditions:` of a pack, of which some say what is
// said instead, for expressions to use.
#pragma once

#include "rules/draft.h"

namespace chatqc::rules {

class pack_conditions {
public:
    // Reads `conditions:` of the pack. Dates without a zone are read in the zone of the default calendar.
    pack_conditions(const pack_document& pack, pack_lists& lists, draft& out, reporter& report);

    // Reads a `scope:`; with `condition: NAME` both must hold. `empty_reason` is set when nothing can be in
    // it.
    scope read_scope(const node& from, std::string& empty_reason);

    // The condition that checks messages and is called as the node says, for expressions; null if the pack
    // that the node stands in has none of that name.
    const condition* use(const node& name);
    [[nodiscard]] bool is_scope(const node& name) const;

    // Call it after all rules were read.
    void warn_unused();

private:
    struct declared {
        const node* key = nullptr;
        scope where;
        std::optional<condition> check; // says what is said, and not where
        bool used = false;
    };

    void declare(const named_node& from);
    [[nodiscard]] declared* find(const node& name) const;
    void read_campaigns(fields& keys, std::string_view key, std::vector<campaign_index>& to);
    scope
    read_keys(const node& from, const std::string& what, bool may_name_condition, std::string& empty_reason);
    void report_unknown(const node& name);
    void join(scope& to, const scope& with, const node& at, std::string& empty_reason);

    pack_lists& lists_;
    draft& out_;
    reporter& report_;
    std::map<std::string, declared, std::less<>> conditions_;
};

// The roles under a key: one or a list.
void read_roles(fields& keys, std::string_view key, std::vector<role>& to);

} // namespace chatqc::rules
