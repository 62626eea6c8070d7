// What is left of the messages that stored verdicts stand on, for `chatqc verify`. Nothing is judged here.
#pragma once

#include "storage/store.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace chatqc::app {

enum class evidence : std::uint8_t {
    whole,
    gone,    // retention has removed some of it
    damaged, // some of it lies in a journal block that cannot be read
};

class evidence_reader {
public:
    explicit evidence_reader(storage::store& stored) : stored_(stored) {}

    // Appends the packed messages of a segment that are judged to `records`, or nothing. Throws
    // storage::read_error.
    evidence read(const engine::segment& segment, std::string& records);

    // Found elsewhere.
    void note(const storage::journal_damage& range);

    // Journal blocks, so far.
    [[nodiscard]] const std::set<std::uint64_t>& damaged() const { return damaged_; }

private:
    void find_damage(const std::vector<engine::position>& where);

    storage::store& stored_;
    std::set<std::uint64_t> damaged_;
};

} // namespace chatqc::app
