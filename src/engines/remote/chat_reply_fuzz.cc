#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/remote/chat_wire.h"
#include "engines/scene_note.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman::engines;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const auto reply = remote::read_chat_reply(body)) {
    static_cast<void>(find_note_fault(reply->text, reply->finished));
    if (trim_note(reply->text).size() > kMostNoteBytes) std::abort();
  }
  if (remote::read_complaint(body).size() > 200) std::abort();
  return 0;
}
