// Any bytes as the fields of an entry, a line each: a job within its bounds that reads the same
// when it is written again, or an error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "queue/job_entry.h"
#include "queue/redis_address.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman;  // the subject of this file
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  static_cast<void>(queue::parse_redis_url(rest));
  queue::Fields fields;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto equals = std::min(line.find('='), line.size());
    fields.emplace_back(line.substr(0, equals), line.substr(std::min(equals + 1, line.size())));
  }
  const auto job = queue::parse_job_entry(fields);
  if (!job) return 0;
  if (!queue::is_job_id(job->id) || job->input.size() > 4096 || job->formats.empty()) std::abort();
  const auto again = queue::parse_job_entry(queue::to_fields(*job));
  if (!again || queue::to_fields(*again) != queue::to_fields(*job)) std::abort();
  return 0;
}
