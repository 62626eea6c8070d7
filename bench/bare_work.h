// What the prototype does with one frame: parse, normalise, scan, pack, in the plainest way. No sockets, no
// store.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::bench {

// Half-width, lower case, without separators, runs collapsed; `offsets[i]` is where the character that begins
// at byte i of `text` came from. Kept and used again: the view holds until the next text.
struct bare_normal_form {
    std::string_view text;
    std::vector<std::uint32_t> offsets;
    std::string room;
};

void bare_normalise(std::string_view input, bare_normal_form& out);

class bare_worker {
public:
    explicit bare_worker(const std::vector<std::string>& phrases);
    ~bare_worker();
    bare_worker(const bare_worker&) = delete;
    bare_worker& operator=(const bare_worker&) = delete;

    // Appends the packed messages of a frame to `block`; how many they were. The frame must be valid.
    std::uint32_t work(std::string_view frame, std::string& block);
    // Phrases found in a text.
    std::uint64_t scan(std::string_view text);

    [[nodiscard]] std::uint64_t hash() const { return hash_; }

private:
    struct impl;
    std::unique_ptr<impl> impl_;
    bare_normal_form normal_;
    std::uint64_t hash_ = 0;
};

} // namespace chatqc::bench
