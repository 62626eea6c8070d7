// Where a rule applies: `scope:` of a rule and the named `conditions:` of a pack.
#pragma once

#include "rules/draft.h"

namespace chatqc::rules {

class pack_conditions {
public:
    // Reads `conditions:` of the pack. Dates without a zone are read in `zone` (the pack's calendar).
    pack_conditions(const pack_document& pack, std::string zone, reporter& report);

    // Reads a `scope:`; with `condition: NAME` both must hold. `empty_reason` is set when nothing can be in
    // it.
    scope read_scope(const node& from, std::string& empty_reason);

private:
    scope
    read_keys(const node& from, const std::string& what, bool may_name_condition, std::string& empty_reason);
    void join(scope& to, const scope& with, const node& at, std::string& empty_reason);

    std::string zone_;
    reporter& report_;
    std::map<std::string, scope, std::less<>> conditions_;
};

} // namespace chatqc::rules
