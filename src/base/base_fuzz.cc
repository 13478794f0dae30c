// What strangers can write that the small parsers of base/ read: base64, URLs, addresses, lists of
// hosts, Content-Range, UTF-8.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "base/address.h"
#include "base/bytes.h"
#include "base/download.h"
#include "base/download_transfer.h"
#include "base/host_list.h"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

std::string without_line_breaks(std::string text) {
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman::base;  // the subject of this file
  const std::string text(reinterpret_cast<const char*>(data), size);

  // Strict decoding leaves one way to write each value.
  if (const auto decoded = base64_decode(text)) {
    must(base64_encode(as_bytes(*decoded)) == without_line_breaks(text));
  }
  must(*base64_decode(base64_encode({data, size})) == text);

  // What is open to the public is open to those who may go anywhere.
  if (check_url(text, {}).ok()) must(check_url(text, {.allow_private = true}).ok());
  if (const auto address = parse_ip(text)) must(is_refused_host(text) == !is_public(*address));

  if (const auto network = parse_network(text)) must(contains(*network, network->prefix));
  if (const auto list = HostList::parse(std::span(&text, 1))) {
    must(!list->empty());
    const auto address = parse_ip(text);
    if (address && list->has_networks()) {
      must(HostRules{.allow = *list}.may_connect(text, *address));
      must(!HostRules{.deny = *list, .allow_private = true}.may_name(text));
    }
  }
  if (const auto range = parse_content_range(text)) {
    must(range->first <= range->last && (!range->total || range->last < *range->total));
  }

  const bool valid = is_valid_utf8(text);
  must(is_valid_utf8(text + "\xC3\xA9") == valid);
  return 0;
}
