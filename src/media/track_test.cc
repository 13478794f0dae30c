#include "media/track.h"

#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "media/demux.h"

extern "C" {
#include <libavutil/dict.h>
}

namespace dragoman::media {
namespace {

using core::Language;

TEST(Track, KnowsEveryCodeOfALanguage) {
  EXPECT_EQ(language_of_tag("eng"), Language::kEnglish);
  EXPECT_EQ(language_of_tag("ENG"), Language::kEnglish);
  EXPECT_EQ(language_of_tag("en"), Language::kEnglish);
  EXPECT_EQ(language_of_tag("en-us"), Language::kEnglish);
  EXPECT_EQ(language_of_tag("English"), Language::kEnglish);
  EXPECT_EQ(language_of_tag("pt_BR"), Language::kPortuguese);
  EXPECT_EQ(language_of_tag("zh-Hant-TW"), Language::kChinese);
  EXPECT_EQ(language_of_tag("chi"), Language::kChinese);
  EXPECT_EQ(language_of_tag("zho"), Language::kChinese);
  EXPECT_EQ(language_of_tag("yue"), Language::kCantonese);
  EXPECT_EQ(language_of_tag("ger"), Language::kGerman);
  EXPECT_EQ(language_of_tag("deu"), Language::kGerman);
  EXPECT_EQ(language_of_tag("gre"), Language::kGreek);
  EXPECT_EQ(language_of_tag("eng,fra"), Language::kEnglish);
  for (const auto* other : {"", "und", "mul", "zxx", "engl", "e", "-en", "swe", "\xC3\xA9"}) {
    EXPECT_FALSE(language_of_tag(other)) << other;
  }
}

TEST(Track, EveryLanguageOfOursHasACodeOfThreeLetters) {
  core::LanguageSet named;
  for (const auto* code : {"eng", "zho", "rus", "fra", "deu", "por", "spa", "ita", "ind", "kor",
                           "jpn", "vie", "tha", "ara", "yue", "hin", "ell", "tur"}) {
    ASSERT_TRUE(language_of_tag(code)) << code;
    named.insert(*language_of_tag(code));
  }
  EXPECT_EQ(named, core::LanguageSet::all());
}

struct Entry {
  std::string language = "";
  int disposition = 0;
  AVCodecID codec = AV_CODEC_ID_AAC;
  int channels = 2;
};

/// Which of the tracks is chosen; -1 where none is.
int chosen(const std::vector<Entry>& entries, std::optional<Language> spoken = std::nullopt) {
  const auto format = owned<FormatContext>(avformat_alloc_context());
  for (const auto& entry : entries) {
    AVStream* stream = avformat_new_stream(format.get(), nullptr);
    stream->codecpar->codec_type = AVMEDIA_TYPE_AUDIO;
    stream->codecpar->codec_id = entry.codec;
    stream->codecpar->sample_rate = 48000;
    av_channel_layout_default(&stream->codecpar->ch_layout, entry.channels);
    stream->disposition = entry.disposition;
    if (!entry.language.empty()) {
      av_dict_set(&stream->metadata, "language", entry.language.c_str(), 0);
    }
  }
  const AVStream* stream = choose_sound(*format, spoken);
  return stream == nullptr ? -1 : stream->index;
}

TEST(Track, EveryDecoderOnTheListIsThere) {
  std::istringstream list(kAllowedDecoders);
  for (std::string name; std::getline(list, name, ',');) {
    EXPECT_NE(avcodec_find_decoder_by_name(name.c_str()), nullptr) << name;
  }
}

TEST(Track, TheFirstIsHeard) {
  EXPECT_EQ(chosen({}), -1);
  EXPECT_EQ(chosen({{"eng"}}), 0);
  EXPECT_EQ(chosen({{"eng", 0, AV_CODEC_ID_AAC, 1}, {"por", 0, AV_CODEC_ID_AAC, 6}}), 0);
}

TEST(Track, UnlessTheContainerMarksAnother) {
  constexpr int kDefault = AV_DISPOSITION_DEFAULT;
  EXPECT_EQ(chosen({{"eng"}, {"por", kDefault}}), 1);
  EXPECT_EQ(chosen({{"eng", kDefault}, {"por", kDefault}}), 0);
}

TEST(Track, TheLanguageThatIsSpokenDecidesWhereOneTrackHasIt) {
  const std::vector<Entry> film = {
      {"eng", AV_DISPOSITION_DEFAULT}, {"por"}, {"fre"}, {"fra"}, {""}};
  EXPECT_EQ(chosen(film, Language::kPortuguese), 1);
  EXPECT_EQ(chosen(film, Language::kEnglish), 0);
  EXPECT_EQ(chosen(film, Language::kFrench), 0) << "two have it";
  EXPECT_EQ(chosen(film, Language::kKorean), 0) << "none has it";
}

TEST(Track, WhatIsAsideIsPassedOver) {
  EXPECT_EQ(chosen({{"eng", AV_DISPOSITION_COMMENT | AV_DISPOSITION_DEFAULT}, {"eng"}}), 1);
  EXPECT_EQ(chosen({{"por"}, {"eng"}, {"eng", AV_DISPOSITION_VISUAL_IMPAIRED}}, Language::kEnglish),
            1);
  EXPECT_EQ(chosen({{"eng", AV_DISPOSITION_COMMENT}}), 0) << "there is no other";
}

TEST(Track, WhatDoesNotDecodeIsPassedOver) {
  EXPECT_EQ(chosen({{"eng", 0, AV_CODEC_ID_ATRAC9}, {"por"}}), 1);
  EXPECT_EQ(chosen({{"eng", 0, AV_CODEC_ID_ATRAC9}, {"por"}}, Language::kEnglish), 1);
  EXPECT_EQ(chosen({{"eng", 0, AV_CODEC_ID_ATRAC9}}), 0) << "its decoder says why";
  EXPECT_EQ(chosen({{"eng", 0, AV_CODEC_ID_AAC, 0}}), -1);
}

}  // namespace
}  // namespace dragoman::media
