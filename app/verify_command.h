// `chatqc verify`: options, entry, and how the outcome is told. Opens the store read-only, beside a running
// server too; then it checks what was durable when it opened.
#pragma once

#include "app/verify.h"

#include <cstddef>
#include <iosfwd>
#include <string>

namespace chatqc::app {

struct verify_options {
    std::string data = "./data";
    std::string tenant{};         // empty: every tenant
    std::string verdict{};        // 32 hex digits; empty: all
    std::string day{};            // shop-day, "2025-11-11"; empty: all
    std::size_t differences = 10; // told in words, at most
    bool json = false;
};

// 0 all equal; 1 differences; 2 bad options or an unreadable store; 3 no difference, but retention has
// removed messages of some of it.
int run_verify(const verify_options& options, std::ostream& out, std::ostream& errors);

// How the outcome is told, and its exit status.
std::string verify_text(const verify_result& result);
std::string verify_json(const verify_result& result);
int verify_status(const verify_result& result);

} // namespace chatqc::app
