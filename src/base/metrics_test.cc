#include "base/metrics.h"

#include <array>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "base/process_use.h"

namespace dragoman::base {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MetricsTest, WritesEveryKind) {
  Metrics metrics;
  metrics.counter("asked_total", "Things asked.", {{"kind", "a"}}).add(2);
  metrics.gauge("held", "Things held.").set(7);
  constexpr std::array kBuckets{1.0, 10.0};
  const auto sizes = metrics.histogram("size", "How large.", kBuckets);
  sizes.observe(1);
  sizes.observe(5);
  sizes.observe(50);
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("# HELP asked_total Things asked.\n# TYPE asked_total counter\n"
                              "asked_total{kind=\"a\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("held 7\n"));
  EXPECT_THAT(text, HasSubstr("size_count 3\nsize_sum 56\nsize_bucket{le=\"1\"} 1\n"
                              "size_bucket{le=\"10\"} 2\nsize_bucket{le=\"+Inf\"} 3\n"));
}

TEST(MetricsTest, ASeriesAskedForAgainIsTheSame) {
  Metrics metrics;
  for (int i = 0; i < 3; ++i) metrics.counter("asked_total", "Things.", {{"kind", "a"}}).add();
  metrics.counter("asked_total", "Things.", {{"kind", "b"}}).add();
  EXPECT_THAT(metrics.text(), HasSubstr("asked_total{kind=\"a\"} 3\n"));
  EXPECT_THAT(metrics.text(), HasSubstr("asked_total{kind=\"b\"} 1\n"));
}

TEST(MetricsTest, ALabelCannotForgeALine) {
  Metrics metrics;
  metrics.counter("asked_total", "Things.", {{"kind", "a\"} 9\nforged 1\n\\"}}).add();
  EXPECT_THAT(metrics.text(), HasSubstr(R"(asked_total{kind="a\"} 9\nforged 1\n\\"} 1)"));
  EXPECT_THAT(metrics.text(), Not(HasSubstr("\nforged")));
}

TEST(MetricsTest, HandlesOfNoRegistrySwallow) {
  const PoolMetrics nobody;
  nobody.waiting.set(1);
  nobody.wait_s.observe(1);
  Counter().add();
  Metrics metrics;
  const auto counter = metrics.counter("asked_total", "Things.");
  counter.add(-1);
  EXPECT_THAT(metrics.text(), HasSubstr("asked_total 0\n"));
}

TEST(MetricsTest, CountsFromManyThreads) {
  Metrics metrics;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 1000; ++n) metrics.counter("asked_total", "Things.").add();
      });
    }
  }
  EXPECT_THAT(metrics.text(), HasSubstr("asked_total 4000\n"));
}

TEST(ProcessUseTest, CountsWhatIsUsed) {
  const auto use = process_use();
  EXPECT_GT(use.resident_bytes, 1e5);
  EXPECT_GT(use.virtual_bytes, use.resident_bytes);
  EXPECT_GE(use.open_fds, 3);
  EXPECT_GE(use.max_fds, use.open_fds);
  EXPECT_GE(use.threads, 1);
  EXPECT_GT(use.start_s, 1.6e9);
  EXPECT_GT(thread_cpu_s(), 0);
  EXPECT_THAT(Metrics().text(), HasSubstr("# TYPE process_cpu_seconds_total counter\n"));
}

}  // namespace
}  // namespace dragoman::base
