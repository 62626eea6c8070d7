// The bare path the server is compared with: receive, parse, normalise, scan, pack, sync; no rules, no state.
// It stands on the same libraries but on none of the product's code, so that a slow part of the product
// cannot hide in both.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace chatqc::bench {

// Speaks enough of ingest for run_load(): frames of objects or arrays in, coalesced acknowledgements after
// the synced commit out. Three threads: sockets, work, commits. Anything unexpected ends the process with a
// message.
class prototype {
public:
    // Makes its store in `folder`, which must exist.
    prototype(const std::string& folder, const std::vector<std::string>& phrases);
    ~prototype(); // stops; connections are cut
    prototype(const prototype&) = delete;
    prototype& operator=(const prototype&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // Of all hits so far, whatever their order.
    [[nodiscard]] std::uint64_t hash() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

// A prototype and nothing else: prints "listening on 127.0.0.1:PORT", and at SIGTERM "hash " and its hash.
// The server it is compared with is a process that was just started, too: fresh memory costs both the same.
// `phrases`: a file, one a line.
int serve_prototype(const std::string& folder, const std::string& phrases);

} // namespace chatqc::bench
