// The table of REST endpoints: method, path, needed right, handler; and which row a request meets. What the
// handlers do lies with the app.
#pragma once

#include "connectors/net/http.h"
#include "connectors/tokens.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::connectors {

// What a handler is given. It runs on a worker thread and may block on the disk.
struct endpoint_request {
    std::map<std::string, std::string, std::less<>> path; // {name} → value, percent-decoded
    std::vector<std::pair<std::string, std::string>> query;
    std::string tenant;
    std::string body;

    // The first value of a query parameter; empty if it is not there.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

using endpoint_handler = std::function<http_response(const endpoint_request&)>;

struct endpoint {
    std::string method; // GET also answers HEAD
    std::string
        pattern; // segments are literal or have one {name}, possibly between letters: /v1/reports/{date}.csv
    right need = right::read;
    endpoint_handler handler; // empty: answered by the service itself (sockets)
};

class endpoint_table {
public:
    explicit endpoint_table(std::vector<endpoint> rows);

    struct match {
        const endpoint* found = nullptr;
        std::map<std::string, std::string, std::less<>> path;
        std::string allowed; // methods of the rows whose path fits, if none has this method
    };

    // Of several rows that fit, the one with the most literal characters.
    [[nodiscard]] match find(std::string_view method, std::string_view path) const;

    [[nodiscard]] const std::vector<endpoint>& rows() const { return rows_; }

private:
    std::vector<endpoint> rows_;
};

} // namespace chatqc::connectors
