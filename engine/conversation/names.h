// Names that many conversations of a shard share (tenant, platform, shop, group, account): the text once,
// eight bytes where it is used. Text that belongs to one conversation alone is a std::string. Like everything
// of a shard: for one thread at a time.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace chatqc::engine {

class name_pool;

// One name of a pool, or the empty one. The pool must outlive it.
class shared_name {
public:
    shared_name() = default;

    shared_name(const shared_name& other) noexcept : kept_(other.kept_)
    {
        if (kept_)
            ++kept_->uses;
    }

    shared_name(shared_name&& other) noexcept : kept_(std::exchange(other.kept_, nullptr)) {}

    shared_name& operator=(shared_name other) noexcept
    {
        std::swap(kept_, other.kept_);
        return *this;
    }

    ~shared_name()
    {
        if (kept_ && --kept_->uses == 0)
            forget(kept_);
    }

    [[nodiscard]] const std::string& str() const { return kept_ ? kept_->text : nothing; }

    [[nodiscard]] bool empty() const { return kept_ == nullptr; }

    void clear() { *this = shared_name{}; }

    friend bool operator==(const shared_name& a, const shared_name& b) { return a.kept_ == b.kept_; }

    friend bool operator==(const shared_name& a, std::string_view b) { return a.str() == b; }

private:
    friend class name_pool;

    struct entry {
        std::string text;
        name_pool* home = nullptr;
        std::uint32_t uses = 0;
    };

    static const std::string nothing;

    explicit shared_name(entry* kept) : kept_(kept) { ++kept_->uses; }

    static void forget(entry* unused);

    entry* kept_ = nullptr;
};

// The names in use. A name goes with its last use.
class name_pool {
public:
    name_pool() = default;
    ~name_pool();
    name_pool(const name_pool&) = delete;
    name_pool& operator=(const name_pool&) = delete;

    [[nodiscard]] shared_name of(std::string_view text);

    // Leaves `name` as it is where that is its text already.
    void set(shared_name& name, std::string_view text)
    {
        if (name.str() != text)
            name = of(text);
    }

    [[nodiscard]] std::size_t size() const { return names_.size(); }

private:
    friend class shared_name;

    boost::unordered_flat_map<std::string_view, shared_name::entry*>
        names_; // keys are views into the entries
};

} // namespace chatqc::engine
