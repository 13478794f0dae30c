#include "base/sha256.h"

#include <array>
#include <new>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/files.h"

namespace dragoman::base {

namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// The digest is built into libcrypto: only memory can run out.
void must(bool done) {
  if (!done) throw std::bad_alloc();
}

std::string hex_of(std::span<const std::uint8_t> digest) {
  std::string hex;
  for (const auto byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  must(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::uint8_t> bytes) {
  must(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish() {
  std::array<std::uint8_t, 32> sum{};
  must(EVP_DigestFinal_ex(state_->context.get(), sum.data(), nullptr) == 1);
  return hex_of(sum);
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 sum;
  sum.update(as_bytes(bytes));
  return sum.finish();
}

Result<std::string> sha256_file(const std::string& path, const CancelToken& cancel) {
  auto file = File::open(path);
  if (!file) return file.error();
  Sha256 sum;
  std::vector<std::uint8_t> part(1U << 20U);
  for (std::uint64_t at = 0;;) {
    if (auto status = cancel.check(); !status) return status.error();
    const auto read = file->read_at(at, part);
    if (!read) return read.error();
    if (*read == 0) return sum.finish();
    sum.update(std::span(part).first(*read));
    at += *read;
  }
}

Result<std::string> git_blob_file(const std::string& path, const CancelToken& cancel) {
  auto file = File::open(path);
  if (!file) return file.error();
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> sum(EVP_MD_CTX_new());
  must(sum && EVP_DigestInit_ex(sum.get(), EVP_sha1(), nullptr) == 1);
  const auto head = fmt::format("blob {}", file->size());
  must(EVP_DigestUpdate(sum.get(), head.c_str(), head.size() + 1) == 1);  // with its ending zero
  std::vector<std::uint8_t> part(1U << 20U);
  for (std::uint64_t at = 0;;) {
    if (auto status = cancel.check(); !status) return status.error();
    const auto read = file->read_at(at, part);
    if (!read) return read.error();
    if (*read == 0) break;
    must(EVP_DigestUpdate(sum.get(), part.data(), *read) == 1);
    at += *read;
  }
  std::array<std::uint8_t, 20> digest{};
  must(EVP_DigestFinal_ex(sum.get(), digest.data(), nullptr) == 1);
  return hex_of(digest);
}

}  // namespace dragoman::base
