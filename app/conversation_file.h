// The lines of one conversation, picked from files of messages, to be judged over and over.
#pragma once

#include "engine/offline.h"

#include <string>
#include <vector>

namespace chatqc::app {

class conversation_file {
public:
    // `conversation` may be empty where the files hold one only. Lines that are no messages are left out and
    // counted. False, with a sentence in `problem`.
    bool
    read(const std::vector<std::string>& files, const std::string& conversation, const std::string& tenant);

    void feed(engine::offline_run& run) const;

    [[nodiscard]] const std::string& name() const { return name_; }

    [[nodiscard]] const std::string& problem() const { return problem_; }

    [[nodiscard]] std::uint64_t refused() const { return refused_; }

private:
    bool read_file(const std::string& file, bool any, const std::string& tenant);

    std::vector<std::string> lines_;
    std::string name_, tenant_, problem_;
    std::uint64_t refused_ = 0;
};

} // namespace chatqc::app
