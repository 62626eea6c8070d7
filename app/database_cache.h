// Compiled Hyperscan databases on disk, so that a start need not compile again. A cache: any failure only
// costs time.
#pragma once

#include "engine/match/matcher.h"

#include <string>

namespace chatqc::app {

class file_database_cache final : public engine::database_cache {
public:
    // The folder is made when first written to.
    explicit file_database_cache(std::string folder);

    void load(const std::string& key, const std::function<void(std::string_view bytes)>& use) override;
    // Written beside and renamed, so that a reader never sees half a file. Old entries beyond a few are
    // removed.
    void store(const std::string& key, const std::string& bytes) override;

private:
    std::string folder_;
};

} // namespace chatqc::app
