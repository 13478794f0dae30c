#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/bytes.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/testing/http_server.h"
#include "models/manifest.h"
#include "models/puller.h"

namespace dragoman::models {
namespace fs = std::filesystem;
using base::ErrorKind;
using base::testing::Connection;
using base::testing::HttpServer;

// printf 'hello, gzip' | gzip -n, in base64.
inline constexpr auto kPacked = "H4sIAAAAAAAAA8tIzcnJ11FIr8osAABKm7FcCwAAAA==";
inline constexpr std::string_view kPlain = "hello, gzip";

inline std::string packed() {
  const auto bytes = *base::base64_decode(kPacked);
  return {bytes.begin(), bytes.end()};
}

inline const std::string& weights() {
  static const auto all = [] {
    std::string bytes;
    for (int i = 0; i < 60'000; ++i) bytes += fmt::format("{:05}", i);
    return bytes;
  }();
  return all;
}

inline std::string git_id(std::string_view bytes) {
  const base::TempDir dir;
  const auto path = dir.path() + "/f";
  std::ofstream(path, std::ios::binary) << bytes;
  return *base::git_blob_file(path);
}

inline std::string range_of(const std::string& head) {
  const auto at = head.find("Range: bytes=");
  if (at == std::string::npos) return "";
  const auto from = at + std::string("Range: bytes=").size();
  return head.substr(from, head.find('-', from) - from);
}

/// A hub that serves files well, unless told otherwise.
class TestHub {
 public:
  /// Answers in place of the hub; false: the hub does.
  using Trick = std::function<bool(Connection&, const std::string& path, std::size_t nth)>;

  TestHub() : server_([this](const std::string& path, Connection& c) { answer(path, c); }) {}

  std::map<std::string, std::string> files;  // by path
  Trick trick;

  [[nodiscard]] std::string url() const { return server_.url(""); }
  [[nodiscard]] std::vector<std::string> heads() const { return server_.heads(); }
  [[nodiscard]] std::size_t asked(const std::string& path) const {
    std::size_t count = 0;
    for (const auto& head : server_.heads()) count += head.starts_with("GET " + path + " ") ? 1 : 0;
    return count;
  }

  void serve(const std::string& path, Connection& c) const {
    const auto found = files.find(path);
    if (found == files.end()) {
      c.reply(404, "none");
      return;
    }
    const auto& bytes = found->second;
    const auto range = range_of(server_.heads().back());
    const auto from = range.empty() ? 0 : std::stoul(range);
    if (from == 0) {
      c.reply(200, bytes);
    } else if (from >= bytes.size()) {
      c.reply(416, "");
    } else {
      c.send(
          fmt::format("HTTP/1.1 206 P\r\nContent-Length: {}\r\nContent-Range: bytes {}-{}/{}\r\n"
                      "Connection: close\r\n\r\n",
                      bytes.size() - from, from, bytes.size() - 1, bytes.size()));
      c.send(std::string_view(bytes).substr(from));
    }
  }

 private:
  void answer(const std::string& path, Connection& c) const {
    if (trick && trick(c, path, asked(path))) return;
    serve(path, c);
  }

  HttpServer server_;
};

class PullerTest : public testing::Test {
 protected:
  PullerTest() {
    Catalogue catalogue;
    catalogue.hubs["plain"] = {HubKind::kFiles, "http://127.0.0.1:1/unused"};
    catalogue.hubs["listed"] = {HubKind::kHuggingFace, "http://127.0.0.1:1/unused"};
    catalogue.models = {locked(), listed(), from_packages()};
    hub_.files["/lab/models/v1/de/model.bin"] = weights();
    hub_.files["/lab/models/v1/de/vocab.txt.gz"] = packed();
    hub_.files["/api/models/lab/whisper/tree/main"] = listing();
    hub_.files["/lab/whisper/resolve/main/model.bin"] = weights();
    hub_.files["/lab/whisper/resolve/main/config.json"] = "{}";
    store_.emplace(catalogue, dir_.path() + "/models");
    source_.hub_urls = {{"plain", hub_.url() + "/"}, {"listed", hub_.url()}};
    options_.limits.hosts.allow_private = true;
    options_.limits.stall_timeout = std::chrono::seconds(1);
    options_.first_pause = std::chrono::milliseconds(1);
  }

  static CatalogueModel locked() {
    CatalogueModel model;
    model.facts.id = "student";
    model.facts.files = {"model.bin", "words/vocab.txt"};
    model.place = HubPlace{"plain", "lab/models", "v1"};
    const auto& all = weights();
    model.files = {{"model.bin",
                    all.size(),
                    base::sha256_hex(all),
                    0,
                    {"de/model.bin", false, all.size(), base::sha256_hex(all)}},
                   {"words/vocab.txt",
                    0,
                    "",
                    20,
                    {"de/vocab.txt.gz", true, packed().size(), base::sha256_hex(packed())}}};
    return model;
  }

  static CatalogueModel listed() {
    CatalogueModel model;
    model.facts.id = "whisper";
    model.facts.files = {"model.bin", "config.json"};
    model.place = HubPlace{"listed", "lab/whisper", "main"};
    model.files = {{"model.bin", 0, "", 1000, {"model.bin", false, 0, ""}},
                   {"config.json", 0, "", 10, {"config.json", false, 0, ""}}};
    return model;
  }

  static CatalogueModel from_packages() {
    CatalogueModel model;
    model.facts.id = "packaged";
    model.packages = {{"pip packaged 1.0", 7}};
    model.facts.files = {"a.bin"};
    model.files = {{"a.bin", 7, base::sha256_hex("weights"), 0, {}}};
    return model;
  }

  static std::string listing() {
    return fmt::format(
        R"([{{"type":"directory","oid":"{0}","size":0,"path":"sub"}},
            {{"type":"file","oid":"{0}","size":2,"path":"config.json"}},
            {{"type":"file","oid":"{0}","size":{1},"path":"model.bin","lfs":
             {{"oid":"{2}","size":{1},"pointerSize":134}}}}])",
        git_id("{}"), weights().size(), base::sha256_hex(weights()));
  }

  [[nodiscard]] const CatalogueModel& model(const std::string& id) const {
    return *store_->catalogue().find(id);
  }

  base::Status pull(const std::string& id, const base::CancelToken& cancel = {}) {
    Puller puller(*store_, source_, options_, cancel);
    auto plan = puller.plan(model(id));
    if (!plan) return plan.error();
    return puller.pull(*plan, {});
  }

  [[nodiscard]] std::string installed(const std::string& path) const {
    const auto text = base::read_file(store_->models_dir() + "/" + path, 1U << 20U);
    return text ? *text : "(no file)";
  }

  [[nodiscard]] bool is_installed(const std::string& id) const {
    return store_->verify(model(id), {})->state == ModelState::kInstalled;
  }

  // Nothing of the model stands where engines look.
  void expect_absent(const std::string& id) const {
    EXPECT_FALSE(fs::exists(store_->models_dir() + "/" + id));
    EXPECT_EQ(store_->glance_at(model(id)).state, ModelState::kMissing);
  }

  base::TempDir dir_;
  TestHub hub_;
  std::optional<Store> store_;
  Source source_;
  FetchOptions options_;
};

inline const std::string kModelPath = "/lab/models/v1/de/model.bin";

}  // namespace dragoman::models
