#include "app/clients_file.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/files.h"
#include "base/sha256.h"

namespace dragoman::app {

namespace {

using base::Error;
using base::ErrorKind;

constexpr std::uint64_t kMaxFileBytes = 1U << 20U;
constexpr std::size_t kMaxNameBytes = 64;
constexpr std::int64_t kMaxQuota = 1'000'000'000'000;
constexpr std::string_view kDigits = "0123456789abcdef";

Error invalid(std::string message) { return {ErrorKind::kInvalidArgument, std::move(message), ""}; }

// "key-1" and so on are what keys without names are called.
bool is_name(std::string_view name) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  return !name.empty() && name.size() <= kMaxNameBytes && !name.starts_with("key-") &&
         name.find_first_not_of(kLetters) == std::string_view::npos;
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of(kDigits) == std::string_view::npos;
}

// Empty where all is well.
std::string set_member(std::string_view name, const toml::node& node, api::ApiKey& client) {
  if (name == "name" || name == "key_sha256") {
    const bool is_of_key = name == "key_sha256";
    const auto text = node.value_exact<std::string>().value_or("");
    if (!(is_of_key ? is_digest(text) : is_name(text))) {
      return is_of_key ? "must be 64 small hexadecimal digits."
                       : "must be 1 to 64 of letters, digits, '-', '_' and '.', and not begin with "
                         "\"key-\".";
    }
    (is_of_key ? client.sha256 : client.name) = text;
    return {};
  }
  const auto number = node.value_exact<std::int64_t>().value_or(-1);
  if (number < 0 || number > kMaxQuota) return "must be a whole number; 0: no limit of its own.";
  const auto count = static_cast<std::uint64_t>(number);
  if (name == "max_jobs") {
    client.quota.max_jobs = count;
  } else if (name == "requests_per_minute") {
    client.quota.requests_per_minute = count;
  } else if (name == "tokens_per_minute") {
    client.quota.tokens_per_minute = count;
  } else {
    return "there is no such member.";
  }
  return {};
}

base::Result<api::ApiKey> read_client(const toml::node& node, const std::string& path) {
  const auto place = [&](const toml::node& at) {
    return fmt::format("{}:{}", path, at.source().begin.line);
  };
  const auto* row = node.as_table();
  if (row == nullptr) return invalid(place(node) + ": a client is a table.");
  api::ApiKey client;
  for (const auto& [key, member] : *row) {
    if (auto wrong = set_member(key.str(), member, client); !wrong.empty()) {
      return invalid(fmt::format("{}: {}: {}", place(member), key.str(), wrong));
    }
  }
  if (client.name.empty() || client.sha256.empty()) {
    return invalid(place(node) + ": a client needs its name and key_sha256.");
  }
  return client;
}

base::Result<std::vector<api::ApiKey>> read_table(const toml::table& table,
                                                  const std::string& path) {
  const auto* rows = table["client"].as_array();
  if (rows == nullptr || rows->empty() || table.size() != 1) {
    return invalid(path + ": it holds rows [[client]], at least one, and nothing else.");
  }
  std::vector<api::ApiKey> clients;
  for (const auto& node : *rows) {
    auto client = read_client(node, path);
    if (!client) return client.error();
    const auto is_same = [&](const api::ApiKey& other) {
      return other.name == client->name || other.sha256 == client->sha256;
    };
    if (std::ranges::any_of(clients, is_same)) {
      return invalid(fmt::format("{}:{}: the name or the key of {} stands there twice.", path,
                                 node.source().begin.line, client->name));
    }
    clients.push_back(*std::move(client));
  }
  return clients;
}

}  // namespace

base::Result<std::vector<api::ApiKey>> read_clients(const std::string& path) {
  const auto text = base::read_file(path, kMaxFileBytes);
  if (!text) return text.error();
  try {
    return read_table(toml::parse(*text, path), path);
  } catch (const toml::parse_error& fault) {
    // Only where: what stands there may be a key that somebody put in by mistake.
    return invalid(fmt::format("{}:{}: this is no TOML.", path, fault.source().begin.line));
  }
}

base::Result<NewKey> make_key(const std::string& name) {
  if (!is_name(name)) {
    return invalid(
        fmt::format("'{}' cannot be a client's name: take 1 to 64 of letters, digits, "
                    "'-', '_' and '.', not beginning with \"key-\".",
                    name));
  }
  std::array<unsigned char, 32> bits{};
  if (::getentropy(bits.data(), bits.size()) != 0) {
    return Error{ErrorKind::kIo, "There is no randomness to be had.", std::strerror(errno)};
  }
  NewKey made{.key = "dgm-", .row = {}};
  for (const auto byte : bits) {
    made.key += kDigits[byte >> 4U];
    made.key += kDigits[byte & 0xfU];
  }
  made.row = fmt::format("[[client]]\nname = \"{}\"\nkey_sha256 = \"{}\"\n", name,
                         base::sha256_hex(made.key));
  return made;
}

}  // namespace dragoman::app
