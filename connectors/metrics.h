// Counters, gauges and histograms and their page (SPEC §8 "Metrics"). The one place that knows
// prometheus-cpp. Metrics are made once, at boot; adding to one is safe from any thread and takes no lock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::connectors {

using metric_labels = std::map<std::string, std::string>;

class counter {
public:
    void add(std::uint64_t by = 1);

private:
    friend class metrics;
    void* child_ = nullptr; // prometheus::Counter
};

class gauge {
public:
    void set(double value);
    void add(double by);

private:
    friend class metrics;
    void* child_ = nullptr;
};

class histogram {
public:
    void observe(double value);

private:
    friend class metrics;
    void* child_ = nullptr;
};

// All objects it hands out are small handles, valid as long as the metrics live.
class metrics {
public:
    metrics();
    ~metrics();
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;

    // `name` without the prefix chatqc_; counters end in _total. The same name may be asked for again with
    // other labels (its help stays the first), and with the same labels gives the same metric.
    counter make_counter(const std::string& name, const std::string& help, const metric_labels& labels = {});
    gauge make_gauge(const std::string& name, const std::string& help, const metric_labels& labels = {});
    // `bounds`: upper bounds of the buckets, increasing, in the name's unit.
    histogram make_histogram(
        const std::string& name,
        const std::string& help,
        const std::vector<double>& bounds,
        const metric_labels& labels = {}
    );

    // Called on the scraping thread before each page, never twice at a time, to set gauges that are read
    // rather than kept.
    void before_page(std::function<void()> call);

    // The page in Prometheus' text format.
    std::string page();

private:
    struct state;
    std::unique_ptr<state> state_;
};

// Counters of one name that differ in one label whose values come from outside: the first `most` values get
// their own, the others share `other`. Safe from any thread; takes a short lock.
class capped_counters {
public:
    capped_counters(metrics& owner, std::string name, std::string help, std::string label, std::size_t most);

    void add(std::string_view value, std::uint64_t by = 1);

private:
    metrics& owner_;
    const std::string name_, help_, label_;
    const std::size_t most_;
    std::mutex mutex_;
    std::map<std::string, counter, std::less<>> known_;
};

} // namespace chatqc::connectors
