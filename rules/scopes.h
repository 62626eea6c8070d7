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

    // A condition that checks messages, for expressions; null if there is none of that name.
    [[nodiscard]] const condition* find(std::string_view name) const;
    [[nodiscard]] bool is_scope(std::string_view name) const;

private:
    scope
    read_keys(const node& from, const std::string& what, bool may_name_condition, std::string& empty_reason);
    void report_unknown(const node& name);
    void join(scope& to, const scope& with, const node& at, std::string& empty_reason);

    std::string zone_;
    reporter& report_;
    std::map<std::string, scope, std::less<>> conditions_;
    std::map<std::string, condition, std::less<>> checks_;
};

// The roles under a key: one or a list.
void read_roles(fields& keys, std::string_view key, std::vector<role>& to);

} // namespace chatqc::rules
