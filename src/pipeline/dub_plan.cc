#include "pipeline/dub_plan.h"

#include <algorithm>
#include <limits>

namespace dragoman::pipeline {

namespace {

using core::Seconds;

constexpr Seconds kJoinedDucks{1.0};
constexpr Seconds kRounding{1e-9};

/// What a line has around it.
struct Room {
  Seconds slot_start;
  Seconds earliest;  // where the line before lets it begin
  Seconds soft_end;  // of its slot and what may hang behind it
  Seconds end;       // of the silence behind it
  Seconds hard_end;  // as far as the next line may be late
};

DubPlace place(Seconds usual, const Room& room) {
  const auto usual_start = std::max(room.slot_start, room.earliest);
  const auto earliest = std::max(room.slot_start - kDubLead, room.earliest);
  const auto shortest = usual / kDubFastest;
  DubPlace out;
  out.length = std::clamp(std::min(room.soft_end, room.end) - usual_start, shortest, usual);
  // What does not fit behind the slot begins as early as it must.
  out.start = std::clamp(room.end - out.length, earliest, usual_start);
  out.room = std::max(room.hard_end - earliest, Seconds(0));
  out.rate = usual / out.length;
  out.late = std::max(out.start - room.slot_start, Seconds(0));
  const auto over = out.length - out.room;
  out.overrun = over > kRounding ? over : Seconds(0);
  return out;
}

// Of the next piece that has speech; nothing where there is none.
std::optional<Seconds> next_start(std::span<const DubPiece> pieces, std::size_t after) {
  for (const auto& piece : pieces.subspan(after + 1)) {
    if (piece.usual > Seconds(0)) return piece.slot.start;
  }
  return std::nullopt;
}

}  // namespace

std::vector<DubPlace> plan_dub(std::span<const DubPiece> pieces, std::optional<Seconds> film) {
  constexpr Seconds kForever{std::numeric_limits<double>::infinity()};
  std::vector<DubPlace> places(pieces.size());
  auto free_from = -kForever;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& [slot, usual] = pieces[i];
    places[i].start = slot.start;
    if (!(usual > Seconds(0))) continue;
    Room room{slot.start, std::max(free_from, Seconds(0)), slot.end + kDubHang, kForever, kForever};
    if (const auto next = next_start(pieces, i)) {
      room.end = *next - kDubGap;
      room.hard_end = room.end + kDubLead;
    } else if (film) {
      room.end = room.hard_end = std::max(*film, slot.end);
    }
    places[i] = place(usual, room);
    free_from = places[i].start + places[i].length + kDubGap;
  }
  return places;
}

std::vector<core::TimeSpan> ducked_spans(std::span<const DubPiece> pieces,
                                         std::span<const DubPlace> places) {
  std::vector<core::TimeSpan> spans;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!(pieces[i].usual > Seconds(0))) continue;
    const auto& [slot, usual] = pieces[i];
    const core::TimeSpan span{std::min(slot.start, places[i].start),
                              std::max(slot.end, places[i].start + places[i].length)};
    if (!spans.empty() && span.start - spans.back().end < kJoinedDucks) {
      spans.back().end = std::max(spans.back().end, span.end);
    } else {
      spans.push_back(span);
    }
  }
  return spans;
}

}  // namespace dragoman::pipeline
