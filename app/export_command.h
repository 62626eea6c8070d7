// `chatqc export messages|verdicts|incidents|reviews|duties` and `chatqc dead-letters list`: what is stored,
// as lines. Opens the store read-only, beside a running server too; then it shows what was durable when it
// opened.
#pragma once

#include <cstddef>
#include <string>

namespace chatqc::app {

enum class export_format { ndjson, csv };

struct export_options {
    std::string data = "./data";
    std::string tenant{}; // empty: every tenant
    std::string out{};    // empty or `-`: standard output
    export_format format = export_format::ndjson;
    bool settled = false;  // verdicts: final ones of ended sessions, without what lies beside them
    bool too_late = false; // messages: also those stored but not judged
};

struct dead_letters_options {
    std::string data = "./data";
    std::string tenant = "default";
    std::size_t limit = 100; // newest first, 1 to 10,000
    bool json = false;       // one JSON object a line instead of a table
};

// 0; 2 if the store or the output cannot be used.
int run_export_messages(const export_options& options);
int run_export_verdicts(const export_options& options);
int run_export_incidents(const export_options& options);
int run_export_reviews(const export_options& options);
int run_export_duties(const export_options& options);
// 1 if there are any, 0 if none.
int run_dead_letters_list(const dead_letters_options& options);

} // namespace chatqc::app
