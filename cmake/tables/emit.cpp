#include "emit.h"

#include <array>
#include <ostream>
#include <vector>

namespace chatqc::tables {
namespace {

using engine::fold_block_size;
using engine::han_first;
using engine::han_last;

using block = std::array<std::uint32_t, fold_block_size>;

template <typename values>
void write(std::ostream& out, const char* type, const char* name, const values& numbers)
{
    out << "extern const " << type << ' ' << name << "[] = {";
    std::size_t column = 0;
    for (const auto number : numbers) {
        out << (column++ % 24 == 0 ? "\n" : "") << static_cast<std::uint64_t>(number) << "U,";
    }
    out << "};\n";
}

class packer {
public:
    std::uint32_t entry(const decision& made)
    {
        if (made.to.size() == 1) {
            return engine::pack_fold(made.as, 1, made.to.front());
        }
        const auto at = static_cast<char32_t>(sequences_.size());
        if (!made.to.empty()) {
            sequences_.insert(sequences_.end(), made.to.begin(), made.to.end());
        }
        return engine::pack_fold(
            made.as, static_cast<std::uint32_t>(made.to.size()), made.to.empty() ? 0 : at
        );
    }

    void add(const block& one)
    {
        const auto [known, is_new] = numbers_.try_emplace(one, static_cast<std::uint32_t>(numbers_.size()));
        if (is_new) {
            entries_.insert(entries_.end(), one.begin(), one.end());
        }
        blocks_.push_back(known->second);
    }

    void write_to(std::ostream& out) const
    {
        write(out, "std::uint16_t", "fold_blocks", blocks_);
        write(out, "std::uint32_t", "fold_entries", entries_);
        write(out, "char32_t", "fold_sequences", sequences_);
    }

private:
    std::map<block, std::uint32_t> numbers_;
    std::vector<std::uint32_t> blocks_, entries_, sequences_{0};
};

} // namespace

void emit(const std::map<char32_t, decision>& decisions, std::ostream& out)
{
    packer packed;
    std::vector<std::uint64_t> han_changes((han_last + 1 - han_first) / 64);
    for (char32_t first = 0; first <= 0x10FFFF; first += fold_block_size) {
        block one{};
        for (char32_t at = 0; at < fold_block_size; ++at) {
            const char32_t code = first + at;
            const auto found = decisions.find(code);
            if (found == decisions.end()) {
                continue;
            }
            one[at] = packed.entry(found->second);
            if (code >= han_first && code <= han_last) {
                han_changes[(code - han_first) / 64] |= std::uint64_t{1} << ((code - han_first) % 64);
            }
        }
        packed.add(one);
    }
    out << "// Made by cmake/tables at build time.\n#include <cstdint>\nnamespace chatqc::engine {\n";
    packed.write_to(out);
    write(out, "std::uint64_t", "han_changes", han_changes);
    out << "} // namespace chatqc::engine\n";
}

} // namespace chatqc::tables
