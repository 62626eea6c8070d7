// Reads pack folders into bundles: the only file access of the rule language. What the files mean is rules/.
#pragma once

#include "rules/diagnostic.h"
#include "rules/pack_bundle.h"

#include <string>
#include <vector>

namespace chatqc::app {

// The files of a folder and of the folders below it (four deep), hidden ones and editors' copies left out;
// "builtin:NAME" is a pack that is compiled in. A folder or file that cannot be read, or is too large,
// becomes a diagnostic; the bundle then has what could be read.
rules::pack_bundle read_pack_folder(const std::string& folder, std::vector<rules::diagnostic>& problems);

// Names, sizes and times of the folders' files, as one line: differs once a file has changed, come or gone.
std::string pack_stamp(const std::vector<std::string>& folders);

} // namespace chatqc::app
