#include "connectors/net/slots.h"

namespace chatqc::connectors {

connection_slots::connection_slots(std::size_t most, std::size_t most_per_address)
    : state_(std::make_shared<state>())
{
    state_->most = most;
    state_->most_per_address = most_per_address;
}

std::shared_ptr<void> connection_slots::take(const std::string& address)
{
    if (state_->all >= state_->most) {
        return nullptr;
    }
    const auto found = state_->by_address.find(address);
    if (found != state_->by_address.end() && found->second >= state_->most_per_address) {
        return nullptr;
    }
    ++state_->all;
    ++state_->by_address[address];
    return {state_.get(), [kept = state_, address](void*) {
                --kept->all;
                const auto mine = kept->by_address.find(address);
                if (--mine->second == 0) {
                    kept->by_address.erase(mine);
                }
            }};
}

std::size_t connection_slots::taken() const
{
    return state_->all;
}

} // namespace chatqc::connectors
