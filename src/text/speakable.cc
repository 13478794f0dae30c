#include "text/speakable.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "text/utf32.h"

namespace dragoman::text {

namespace {

// Signs among the "other symbols" that have a spoken name.
constexpr std::u32string_view kNamedSymbols = U"°℃℉№";
// Joiners shape words of Indic scripts and Persian.
constexpr std::u32string_view kJoiners = U"\u200C\u200D";
constexpr std::uint32_t kSpokenMask = U_GC_L_MASK | U_GC_N_MASK;
constexpr std::uint32_t kKeptMask =
    kSpokenMask | U_GC_M_MASK | U_GC_P_MASK | U_GC_SC_MASK | U_GC_SM_MASK;
// Control characters end a line or a field; what stands around them must not grow together.
constexpr std::uint32_t kGapMask = U_GC_Z_MASK | U_GC_CC_MASK | U_GC_SO_MASK;

// Units in one character: ㎞, ㎏, ㎡.
bool is_unit(char32_t point) { return point >= 0x3371 && point <= 0x33DF; }

enum class Role { kSpoken, kKept, kGap, kDropped };

Role role_of(char32_t point) {
  if (ublock_getCode(static_cast<UChar32>(point)) == UBLOCK_ARROWS) return Role::kGap;
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(point));
  if (kNamedSymbols.find(point) != kNamedSymbols.npos) return Role::kKept;
  if (kJoiners.find(point) != kJoiners.npos || is_unit(point)) return Role::kKept;
  if ((mask & kSpokenMask) != 0) return Role::kSpoken;
  if ((mask & kKeptMask) != 0) return Role::kKept;
  return (mask & kGapMask) != 0 ? Role::kGap : Role::kDropped;
}

std::string composed(const std::string& utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return utf8;
  const auto text = nfc->normalize(icu::UnicodeString::fromUTF8(utf8), status);
  if (U_FAILURE(status)) return utf8;
  std::string result;
  text.toUTF8String(result);
  return result;
}

}  // namespace

std::string speakable_text(std::string_view text) {
  std::string kept;
  bool gap = false;
  bool spoken = false;
  for (const auto point : to_utf32(composed(std::string(text)))) {
    const auto role = role_of(point);
    if (role == Role::kGap) gap = true;
    if (role == Role::kGap || role == Role::kDropped) continue;
    if (gap && !kept.empty()) kept += ' ';
    gap = false;
    spoken = spoken || role == Role::kSpoken;
    kept += to_utf8({&point, 1});
  }
  return spoken ? kept : std::string();
}

}  // namespace dragoman::text
