// How many connections there may be, in all and from one address. One thread.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace chatqc::connectors {

class connection_slots {
public:
    connection_slots(std::size_t most, std::size_t most_per_address);

    // A slot is given back when the pointer goes; null: there is none. May outlive this object.
    std::shared_ptr<void> take(const std::string& address);
    [[nodiscard]] std::size_t taken() const;

private:
    struct state {
        std::size_t most = 0;
        std::size_t most_per_address = 0;
        std::size_t all = 0;
        std::map<std::string, std::size_t> by_address;
    };

    std::shared_ptr<state> state_;
};

} // namespace chatqc::connectors
