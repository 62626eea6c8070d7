#include "app/verify_evidence.h"

namespace chatqc::app {

evidence evidence_reader::read(const engine::segment& segment, std::string& records)
{
    std::vector<engine::position> where;
    for (const auto& message : segment.messages) {
        if (!message.too_late)
            where.push_back(message.where);
    }
    if (segment.messages.empty())
        return evidence::gone;
    const auto before = records.size();
    const auto done = stored_.read(where, records);
    if (done)
        return evidence::whole;
    records.resize(before);
    if (done.error.code == "not_found")
        return evidence::gone;
    if (done.error.code != "corruption")
        throw storage::read_error{done.error};
    find_damage(where);
    return evidence::damaged;
}

void evidence_reader::note(const storage::journal_damage& range)
{
    for (auto block = range.first_block; block <= range.last_block; ++block)
        damaged_.insert(block);
}

void evidence_reader::find_damage(const std::vector<engine::position>& where)
{
    for (const auto& one : where) {
        std::string ignored;
        if (const auto done = stored_.read({one}, ignored); !done && done.error.code == "corruption")
            damaged_.insert(one.block);
    }
}

} // namespace chatqc::app
