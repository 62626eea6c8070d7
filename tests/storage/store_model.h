// A second, plain version of what a store holds, to compare with after a crash: maps and lists, changed only
// by whole steps. And the random steps themselves.
#pragma once

#include "tests/storage/samples.h"
#include "tests/support/seed.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace chatqc::test {

class store_model {
public:
    // One step that is acknowledged or not: a commit, a note or a checkpoint.
    struct step {
        storage::commit_batch batch;
        std::string note;             // when not empty
        std::uint64_t checkpoint = 0; // when not 0
    };

    // What comes next, from the state of the model.
    [[nodiscard]] step next(random& dice, storage::store& into) const;
    // Whether it was acknowledged.
    static bool take(storage::store& into, const step& what);
    void take(const step& what);

    // All that can be read, as text: of the model and of a store.
    [[nodiscard]] std::string text() const;
    static std::string text_of(storage::store& stored);

private:
    [[nodiscard]] sample_verdict random_verdict(random& dice) const;

    std::vector<std::string> feed_;
    std::map<std::string, engine::verdict> verdicts_; // by id; the newest revision
    std::map<std::string, engine::segment> segments_; // by conversation and session
    std::vector<std::string> blocks_;
    std::map<std::string, std::string> rows_; // of the checkpoint, by conversation
    std::string note_;
    std::uint64_t checkpoint_ = 0;
    std::uint64_t steps_ = 0;
};

} // namespace chatqc::test
