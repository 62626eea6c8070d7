#include "connectors/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace chatqc::connectors {

namespace {

constexpr std::string_view prefix = "chatqc_";

std::string full_name(const std::string& name)
{
    return std::string(prefix) + name;
}

} // namespace

void counter::add(std::uint64_t by)
{
    if (child_ != nullptr) {
        static_cast<prometheus::Counter*>(child_)->Increment(static_cast<double>(by));
    }
}

void gauge::set(double value)
{
    if (child_ != nullptr) {
        static_cast<prometheus::Gauge*>(child_)->Set(value);
    }
}

void gauge::add(double by)
{
    if (child_ != nullptr) {
        static_cast<prometheus::Gauge*>(child_)->Increment(by);
    }
}

void histogram::observe(double value)
{
    if (child_ != nullptr) {
        static_cast<prometheus::Histogram*>(child_)->Observe(value);
    }
}

struct metrics::state {
    prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
    std::mutex mutex;
    std::map<std::string, std::string> help; // by name: a family is found again only with its own help
    std::vector<std::function<void()>> before;
    std::mutex page_mutex; // one page at a time, so that what is called before it need not lock

    const std::string& help_of(const std::string& name, const std::string& given)
    {
        const std::lock_guard lock(mutex);
        return help.try_emplace(name, given).first->second;
    }
};

metrics::metrics() : state_(std::make_unique<state>()) {}

metrics::~metrics() = default;

counter metrics::make_counter(const std::string& name, const std::string& help, const metric_labels& labels)
{
    counter made;
    made.child_ = &prometheus::BuildCounter()
                       .Name(full_name(name))
                       .Help(state_->help_of(name, help))
                       .Register(state_->registry)
                       .Add(labels);
    return made;
}

gauge metrics::make_gauge(const std::string& name, const std::string& help, const metric_labels& labels)
{
    gauge made;
    made.child_ = &prometheus::BuildGauge()
                       .Name(full_name(name))
                       .Help(state_->help_of(name, help))
                       .Register(state_->registry)
                       .Add(labels);
    return made;
}

histogram metrics::make_histogram(
    const std::string& name,
    const std::string& help,
    const std::vector<double>& bounds,
    const metric_labels& labels
)
{
    histogram made;
    made.child_ = &prometheus::BuildHistogram()
                       .Name(full_name(name))
                       .Help(state_->help_of(name, help))
                       .Register(state_->registry)
                       .Add(labels, prometheus::Histogram::BucketBoundaries(bounds));
    return made;
}

void metrics::before_page(std::function<void()> call)
{
    const std::lock_guard lock(state_->mutex);
    state_->before.push_back(std::move(call));
}

std::string metrics::page()
{
    const std::lock_guard one_page(state_->page_mutex);
    std::vector<std::function<void()>> before;
    {
        const std::lock_guard lock(state_->mutex);
        before = state_->before;
    }
    for (const auto& call : before) {
        call();
    }
    return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

capped_counters::capped_counters(
    metrics& owner, std::string name, std::string help, std::string label, std::size_t most
)
    : owner_(owner), name_(std::move(name)), help_(std::move(help)), label_(std::move(label)), most_(most)
{
}

void capped_counters::add(std::string_view value, std::uint64_t by)
{
    const std::lock_guard lock(mutex_);
    auto found = known_.find(value);
    if (found == known_.end()) {
        const std::string kept = known_.size() < most_ ? std::string(value) : "other";
        found = known_.find(kept);
        if (found == known_.end()) {
            found = known_.emplace(kept, owner_.make_counter(name_, help_, {{label_, kept}})).first;
        }
    }
    found->second.add(by);
}

} // namespace chatqc::connectors
