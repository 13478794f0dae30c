#include "engines/ctranslate2/parts_stream.h"

#include <algorithm>
#include <utility>

namespace dragoman::engines::ctranslate2 {

PartsStream::Buffer::Buffer(std::vector<Part> parts) : parts_(std::move(parts)) {
  std::erase_if(parts_, [](const Part& part) { return part.bytes.empty(); });
  std::size_t end = 0;
  for (const auto& part : parts_) {
    begins_.push_back(end);
    end += part.bytes.size();
  }
  begins_.push_back(end);
  show(0, 0);
}

const std::byte* PartsStream::Buffer::take(std::size_t size) {
  underflow();
  const auto left = static_cast<std::size_t>(egptr() - gptr());
  if (current_ >= parts_.size() || !parts_[current_].lasting || left < size) return nullptr;
  const auto* data = reinterpret_cast<const std::byte*>(gptr());
  show(current_, parts_[current_].bytes.size() - left + size);
  return data;
}

PartsStream::Buffer::int_type PartsStream::Buffer::underflow() {
  if (gptr() == egptr() && current_ < parts_.size()) show(current_ + 1, 0);
  return gptr() == egptr() ? traits_type::eof() : traits_type::to_int_type(*gptr());
}

std::size_t PartsStream::Buffer::position() const {
  return begins_[current_] + static_cast<std::size_t>(gptr() - eback());
}

// Past the last part the get area is empty.
void PartsStream::Buffer::show(std::size_t index, std::size_t consumed) {
  current_ = index;
  if (index >= parts_.size()) {
    setg(nullptr, nullptr, nullptr);
    return;
  }
  const auto bytes = parts_[index].bytes;
  auto* begin = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
  setg(begin, begin + consumed, begin + bytes.size());
}

PartsStream::Buffer::pos_type PartsStream::Buffer::seekoff(off_type offset,
                                                           std::ios_base::seekdir from,
                                                           std::ios_base::openmode mode) {
  off_type base = 0;
  if (from == std::ios_base::cur) base = static_cast<off_type>(position());
  if (from == std::ios_base::end) base = static_cast<off_type>(begins_.back());
  return seekpos(base + offset, mode);
}

PartsStream::Buffer::pos_type PartsStream::Buffer::seekpos(pos_type position,
                                                           std::ios_base::openmode) {
  const auto wanted = static_cast<off_type>(position);
  if (wanted < 0 || wanted > static_cast<off_type>(begins_.back())) return off_type{-1};
  const auto place = static_cast<std::size_t>(wanted);
  const auto after = std::ranges::upper_bound(begins_, place);
  const auto index = static_cast<std::size_t>(after - begins_.begin()) - 1;
  show(index, place - begins_[index]);
  return position;
}

}  // namespace dragoman::engines::ctranslate2
