// The commands of chatqc_bench about packs: how they are read, and what they are changed for under load.
#pragma once

#include "bench/phrase_lists.h"
#include "bench/reload.h"

namespace CLI {
class App;
}

namespace chatqc::bench {

class pack_commands {
public:
    // Adds them to `app`, which must not move until it has parsed.
    explicit pack_commands(CLI::App& app);

    // Whether one of them was asked for, and to do it; its exit status.
    [[nodiscard]] bool parsed() const;
    [[nodiscard]] int run() const;

private:
    void add_reload(CLI::App& app);
    [[nodiscard]] int run_phrases() const;
    [[nodiscard]] int run_reload() const;

    CLI::App* phrases_ = nullptr;
    CLI::App* reload_ = nullptr;
    corpus_options input_;
    path_options path_;
    std::size_t many_ = 100'000;
    unsigned turns_ = 3;
    reload_options reloads_;
};

} // namespace chatqc::bench
