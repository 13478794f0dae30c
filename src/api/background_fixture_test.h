#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include "api/server.h"
#include "api/testing/raw_client.h"
#include "base/files.h"
#include "base/log.h"

namespace dragoman::api {

inline core::SegmentDone segment(const std::string& text, double end_s) {
  return {{.span = {core::Seconds(end_s - 1), core::Seconds(end_s)},
           .source_text = "said",
           .target_text = text}};
}

// What stands between `before` and the next quote.
inline std::string value_behind(const std::string& text, const std::string& before) {
  const auto at = text.find(before);
  if (at == std::string::npos) return {};
  const auto begin = at + before.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

class BackgroundTest : public ::testing::Test {
 protected:
  BackgroundTest() {
    base::set_log_level(base::LogLevel::kOff);
    config_.port = 0;
    config_.background.dir = dir_.path() + "/state";
    config_.background.stored.max_file_bytes = 1U << 20U;
    config_.background.stored.comment_interval = std::chrono::milliseconds(20);
    services_.validate = [](const core::Job&) { return base::Status(); };
    services_.model_ids = {"tiny-asr", "tiny-mt"};
    services_.validate_film = [](const core::FilmWish&) { return base::Status(); };
    services_.make_film = [](const core::FilmWish& wish, const pipeline::FilmPlace& place,
                             core::EventSink& sink, const base::CancelToken& cancel) {
      const auto& settings = wish.settings;
      std::ofstream(place.film()) << fmt::format(
          "{} {} {} {} {} {:d} {}", wish.format, fmt::join(settings.voices, ","),
          settings.original == core::OriginalSound::kBoth ? "both" : "other", settings.duck_db,
          settings.subtitles == core::DubSubtitles::kNone ? "none" : "other",
          settings.tell_speakers, core::code(settings.target));
      for (auto event : {core::Event(core::Started{}), core::Event(core::TextDelta{"Oi."}),
                         core::Event(segment("Oi.", 2)), core::Event(core::Finished{})}) {
        if (auto status = sink.emit(std::move(event), cancel); !status) return status;
      }
      return base::Status();
    };
    services_.translate = [](const core::Job& job, core::EventSink& sink,
                             const base::CancelToken& cancel) {
      std::vector<core::Event> events{core::Started{}};
      for (std::size_t i = job.resume.segments.size(); i < 2; ++i) {
        events.emplace_back(core::TextDelta{i == 0 ? "Oi." : " Tudo bem?"});
        events.emplace_back(
            segment(i == 0 ? "Oi." : "Tudo bem?", 2.0 * static_cast<double>(i + 1)));
        events.emplace_back(core::AudioDelta{{1, 2, 3, 4}});
        events.emplace_back(core::SpeechDone{});
      }
      events.emplace_back(core::Finished{});
      for (auto& event : events) {
        if (auto status = sink.emit(std::move(event), cancel); !status) return status;
      }
      return base::Status();
    };
  }

  void start(bool open = true) {
    server_.reset();
    server_ = std::make_unique<Server>(config_);
    ASSERT_TRUE(server_->start());
    if (open) server_->open(services_);
  }

  [[nodiscard]] testing::RawResponse ask(std::string_view method, std::string_view path,
                                         std::string_view body = "", std::string_view more = "",
                                         std::string_view type = "application/json") const {
    testing::RawClient client(server_->port());
    client.send(
        fmt::format("{} {} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: {}\r\n"
                    "Content-Length: {}\r\n{}\r\n{}",
                    method, path, server_->port(), type, body.size(), more, body));
    return client.read_response(method == "HEAD");
  }

  static std::string form(std::string_view bytes, std::string_view name = "a.wav",
                          std::string_view member = "file") {
    return fmt::format(
        "--B\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nuser_data\r\n--B\r\n"
        "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n\r\n{}\r\n--B--\r\n",
        member, name, bytes);
  }

  [[nodiscard]] testing::RawResponse post_form(std::string_view path, std::string_view body,
                                               std::string_view more = "") const {
    return ask("POST", path, body, more, "multipart/form-data; boundary=B");
  }

  [[nodiscard]] std::string upload(std::string_view bytes) const {
    const auto answer = post_form("/v1/files", form(bytes));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return value_behind(answer.body, R"("id":")");
  }

  [[nodiscard]] std::string start_job(const std::string& file_id) const {
    const auto answer =
        ask("POST", "/v1/jobs",
            fmt::format(R"({{"model":"dragoman","file_id":"{}","modalities":["text","audio"],)"
                        R"("audio":{{"voice":"Cherry"}},)"
                        R"("translation_options":{{"target_lang":"pt"}}}})",
                        file_id));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return value_behind(answer.body, R"("id":")");
  }

  static std::string film_body(const std::string& file_id, const std::string& members) {
    return fmt::format(
        R"({{"model":"dragoman","file_id":"{}","translation_options":{{"target_lang":"pt"}},{}}})",
        file_id, members);
  }

  [[nodiscard]] std::string start_film(const std::string& file_id, const std::string& film) const {
    const auto answer = ask("POST", "/v1/jobs", film_body(file_id, R"("film":)" + film));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return value_behind(answer.body, R"("id":")");
  }

  [[nodiscard]] std::size_t files_on_disk(const std::string& folder) const {
    const std::filesystem::directory_iterator all(config_.background.dir + "/" + folder);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  base::TempDir dir_;
  ServerConfig config_;
  Services services_;
  std::unique_ptr<Server> server_;
};

}  // namespace dragoman::api
