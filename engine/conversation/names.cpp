#include "engine/conversation/names.h"

#include <cassert>

namespace chatqc::engine {

const std::string shared_name::nothing;

void shared_name::forget(entry* unused)
{
    unused->home->names_.erase(unused->text);
    delete unused;
}

name_pool::~name_pool()
{
    assert(names_.empty() && "a name outlives its pool");
}

shared_name name_pool::of(std::string_view text)
{
    if (text.empty())
        return {};
    if (const auto found = names_.find(text); found != names_.end())
        return shared_name{found->second};
    auto* made = new shared_name::entry{std::string{text}, this, 0};
    names_.emplace(made->text, made);
    return shared_name{made};
}

} // namespace chatqc::engine
