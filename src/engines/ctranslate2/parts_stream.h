#pragma once

#include <cstddef>
#include <istream>
#include <span>
#include <streambuf>
#include <vector>

namespace dragoman::engines::ctranslate2 {

/// One stretch of a PartsStream.
struct Part {
  std::span<const std::byte> bytes;
  bool lasting = false;  ///< Whether the bytes outlive whatever is made from the stream.
};

/// A seekable stream over parts that lie anywhere in memory, as if they were one file. The parts
/// must outlive it. One thread.
class PartsStream : public std::istream {
 public:
  explicit PartsStream(std::vector<Part> parts) : std::istream(nullptr), buffer_(std::move(parts)) {
    rdbuf(&buffer_);
  }

  /// The next `size` bytes in place, moving past them, where they lie in one lasting part; null
  /// (and not moved) otherwise.
  [[nodiscard]] const std::byte* take(std::size_t size) { return buffer_.take(size); }

 private:
  class Buffer : public std::streambuf {
   public:
    explicit Buffer(std::vector<Part> parts);
    const std::byte* take(std::size_t size);

   protected:
    int_type underflow() override;
    pos_type seekoff(off_type offset, std::ios_base::seekdir from,
                     std::ios_base::openmode) override;
    pos_type seekpos(pos_type position, std::ios_base::openmode) override;

   private:
    [[nodiscard]] std::size_t position() const;
    void show(std::size_t index, std::size_t consumed);

    std::vector<Part> parts_;
    std::vector<std::size_t> begins_;  // of each part, and the end of all
    std::size_t current_ = 0;          // the part in the get area
  };

  Buffer buffer_;
};

}  // namespace dragoman::engines::ctranslate2
