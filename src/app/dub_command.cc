#include "app/dub_command.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/dub_folder.h"
#include "app/progress_bar.h"
#include "media/remux.h"
#include "pipeline/dub.h"

namespace dragoman::app {

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;
using base::Status;

Error wrong(std::string message) { return {ErrorKind::kInvalidArgument, std::move(message), ""}; }

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

bool is_url(std::string_view input) {
  return input.starts_with("http://") || input.starts_with("https://");
}

// Whether that file lies at its path as it was written down.
bool is_there(const core::DubFile& file) {
  if (file.bytes == 0) return false;
  const auto now = look_at_film(file.path);
  return now && now->bytes == file.bytes && now->digest == file.digest;
}

// Through symbolic links, so that the link stays and what it leads to is replaced.
std::string whole_path(const std::string& path) {
  std::error_code error;
  const auto whole = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path : whole.string();
}

Status check_input(const std::string& input) {
  std::error_code error;
  if (input == "-" || is_url(input)) {
    return wrong("A dub is made of a file: save the film, and give its path.");
  }
  if (!fs::exists(input, error)) {
    return Error{ErrorKind::kNotFound, fmt::format("There is no file {}.", input), ""};
  }
  if (!fs::is_regular_file(input, error)) return wrong(input + " is not a file.");
  return {};
}

std::string differences(const core::DubSettings& a, const core::DubSettings& b) {
  std::vector<std::string_view> names;
  if (a.source != b.source) names.emplace_back("--from");
  if (a.target != b.target) names.emplace_back("--to");
  if (a.chinese_script != b.chinese_script) names.emplace_back("--chinese-script");
  if (a.voices != b.voices) names.emplace_back("--voice");
  if (a.tell_speakers != b.tell_speakers) names.emplace_back("--speakers");
  if (a.original != b.original) names.emplace_back("--original");
  if (a.duck_db != b.duck_db) names.emplace_back("--duck-db");
  if (a.subtitles != b.subtitles) names.emplace_back("--subtitles");
  return fmt::format("{}", fmt::join(names, ", "));
}

/// One run of the command.
class DubRun {
 public:
  DubRun(const DubArgs& args, const LoadEngines& load, const pipeline::Limits& limits,
         Console& console, base::CancelToken cancel)
      : args_(args),
        load_(load),
        limits_(limits),
        console_(console),
        cancel_(std::move(cancel)),
        progress_(console) {}

  int run() {
    auto status = args_.edit.empty() ? prepare() : prepare_edit();
    if (status && finished_) {
      say(fmt::format("{} is finished already.", project_.output.path));
      return kExitOk;
    }
    if (status) status = work();
    progress_.close();
    if (folder_) folder_->remove_if_unused();
    if (status) return kExitOk;
    return end_early(status.error());
  }

 private:
  // A new dub, or one that goes on.
  Status prepare() {
    if (auto status = check_input(args_.input); !status) return status;
    if (same_file(args_.input, args_.output) ||
        whole_path(args_.input) == whole_path(args_.output)) {
      return wrong(
          fmt::format("The output {} would replace the film: name another.", args_.output));
    }
    auto film = look_at_film(args_.input);
    if (!film) return film.error();
    project_.film = *std::move(film);
    project_.output.path = whole_path(args_.output);
    project_.settings = args_.settings;
    if (auto status = check_film(); !status) return status;
    auto folder = DubFolder::open(DubFolder::beside(project_.output.path));
    if (!folder) return folder.error();
    folder_ = *std::move(folder);
    auto before = folder_->project();
    if (!before && !args_.overwrite) return before.error();
    if (args_.resume && before && *before) return go_on(**std::move(before));
    if (!args_.overwrite && before && *before) {
      return wrong(fmt::format(
          "A dub into {} was begun before. Go on with --resume, or begin anew with --overwrite.",
          args_.output));
    }
    if (auto status = check_place(); !status) return status;
    return folder_->clear();
  }

  Status go_on(core::DubProject before) {
    if (before.film.bytes != project_.film.bytes || before.film.digest != project_.film.digest) {
      return wrong(
          fmt::format("The dub that was begun is of another film, {}. Begin anew with --overwrite.",
                      before.film.path));
    }
    if (const auto names = differences(before.settings, project_.settings); !names.empty()) {
      return wrong(
          fmt::format("The dub was begun with another {}. Give the same options as then, "
                      "or begin anew with --overwrite.",
                      names));
    }
    before.film.path = project_.film.path;
    before.output.path = project_.output.path;
    finished_ = is_there(before.output);
    project_ = std::move(before);
    return finished_ ? Status() : check_place();
  }

  // The lines of a finished dub, as somebody changed them.
  Status prepare_edit() {
    std::error_code error;
    const fs::path path = whole_path(args_.edit);
    if (path.filename() != "project.json" || !fs::exists(path, error)) {
      return Error{ErrorKind::kNotFound,
                   fmt::format("{} is not the project.json in the folder of a dub.", args_.edit),
                   ""};
    }
    auto folder = DubFolder::open(path.parent_path().string());
    if (!folder) return folder.error();
    folder_ = *std::move(folder);
    auto project = folder_->project();
    if (!project) return project.error();
    project_ = **std::move(project);
    if (!project_.heard) {
      return wrong("This dub is not finished: go on with --resume before you edit its lines.");
    }
    if (auto status = find_film(); !status) return status;
    ours_ = is_there(project_.output);
    if (!args_.output.empty() && whole_path(args_.output) != project_.output.path) {
      project_.output = {whole_path(args_.output), 0, ""};
      ours_ = false;
    }
    if (same_file(project_.film.path, project_.output.path)) {
      return wrong(
          fmt::format("The output {} would replace the film: name another.", project_.output.path));
    }
    if (auto status = check_film(); !status) return status;
    return check_place();
  }

  Status find_film() {
    const auto path = args_.input.empty() ? project_.film.path : args_.input;
    if (auto status = check_input(path); !status) {
      if (!args_.input.empty()) return status;
      return Error{ErrorKind::kNotFound,
                   fmt::format("The film is not at {} any more: give its path as well.", path), ""};
    }
    auto film = look_at_film(path);
    if (!film) return film.error();
    if (film->bytes != project_.film.bytes || film->digest != project_.film.digest) {
      return wrong(fmt::format("{} is not the film that this project was made from.", path));
    }
    project_.film.path = film->path;
    return {};
  }

  Status check_film() {
    const bool keeps = project_.settings.original != core::OriginalSound::kDuck;
    auto report =
        media::check_remux(project_.film.path, project_.output.path, keeps, limits_.media, cancel_);
    if (report) return {};
    auto error = report.error();
    if (error.kind == ErrorKind::kMediaTooLong) error.message += " --max-duration-s raises it.";
    return error;
  }

  // What the dub made itself may be replaced.
  Status check_place() const {
    std::error_code error;
    const auto& path = project_.output.path;
    if (fs::is_directory(path, error)) return wrong(path + " is a folder: name a file.");
    if (args_.overwrite || ours_ || !fs::exists(path, error)) return {};
    return wrong(
        fmt::format("{} is there already. Name another, or replace it with --overwrite.", path));
  }

  Status work() {
    auto engines = load_([this](engines::EngineSet set) {
      return engines::keep_answers(std::move(set), folder_->answers());
    });
    if (!engines) return engines.error();
    auto voice = check_voices(**engines);
    if (!voice) return voice.error();
    if (auto status = folder_->save(project_); !status) return status;
    pipeline::DubHooks hooks;
    hooks.save = [this](const core::DubProject& project) { return folder_->save(project); };
    hooks.progress = [this](pipeline::DubStage stage, double part) { draw(stage, part); };
    auto left_out =
        pipeline::dub(project_, folder_->partial(), *voice, **engines, limits_, hooks, cancel_);
    if (!left_out) return left_out.error();
    if (auto status = put_in_place(); !status) return status;
    progress_.close();
    report(*left_out);
    return {};
  }

  // Before minutes of work; gives who speaks where nobody is named.
  base::Result<std::string> check_voices(const pipeline::Engines& engines) const {
    const auto target = project_.settings.target;
    for (const auto& voice : project_.settings.voices) {
      if (auto id = engines.resolve_voice(voice, target); !id) return id.error();
    }
    if (!project_.settings.voices.empty()) return project_.settings.voices.front();
    auto voice = engines.usual_voice(target);
    if (voice) return voice;
    return Error{ErrorKind::kVoiceUnsupported,
                 fmt::format("No installed voice speaks {0}. `dragoman models pull --lang {1}` "
                             "installs one where there is one.",
                             core::info(target).name, core::code(target)),
                 ""};
  }

  // First the project knows the film that is to stand there, then it stands there: whatever happens
  // between, a run that goes on sees which it is.
  Status put_in_place() {
    const auto path = project_.output.path;
    auto film = look_at_film(folder_->partial());
    if (!film) return film.error();
    project_.output = {path, film->bytes, film->digest};
    if (auto status = folder_->save(project_); !status) return status;
    const unsigned flags = args_.overwrite || ours_ ? 0U : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, folder_->partial().c_str(), AT_FDCWD, path.c_str(), flags) != 0) {
      if (errno == EEXIST) return check_place();
      return Error{ErrorKind::kIo,
                   fmt::format("{} cannot be written: {}.", path, std::strerror(errno)), ""};
    }
    return {};
  }

  void draw(pipeline::DubStage stage, double part) {
    if (args_.quiet) return;
    static constexpr std::array<std::string_view, 3> kNames{"hearing", "speaking", "writing"};
    const auto name = kNames.at(static_cast<std::size_t>(stage));
    progress_.draw(fmt::format("{:<9}{:3.0f} %", name, part * 100));
  }

  void say(const std::string& line) {
    if (!args_.quiet) console_.say("dragoman: " + line);
  }

  void report(const std::vector<std::string>& left_out) {
    using engines::AnswerKind;
    const auto& answers = *folder_->answers();
    const auto lines = std::ranges::count_if(
        project_.outcomes, [](const auto& outcome) { return outcome.placed.length().count() > 0; });
    for (std::size_t i = 0; i < project_.outcomes.size(); ++i) {
      const auto& [placed, rate, said, late, overrun, reason] = project_.outcomes[i];
      if (reason.empty()) continue;
      say(fmt::format("line {} at {:.1f} s: {}", i + 1, project_.lines[i].slot.start.count(),
                      reason));
    }
    if (!left_out.empty()) {
      say(fmt::format("left out, as the file cannot hold it: {}", fmt::join(left_out, ", ")));
    }
    if (const auto left = std::ranges::count(project_.lines, false, &core::DubLine::spoken);
        left > 0) {
      say(fmt::format("{} lines are left in the film's own voice", left));
    }
    say(fmt::format("{} lines in {}, {} of them spoken anew; {} lists and keeps them", lines,
                    project_.output.path, answers.made(AnswerKind::kSpoken),
                    folder_->project_path()));
  }

  int end_early(const Error& error) {
    const bool interrupted = cancel_.cancelled();
    if (interrupted) console_.say("dragoman: interrupted; --resume goes on from here");
    return interrupted ? kExitInterrupted : console_.fail(error);
  }

  const DubArgs& args_;
  const LoadEngines& load_;
  const pipeline::Limits& limits_;
  Console& console_;
  const base::CancelToken cancel_;
  ProgressBar progress_;
  core::DubProject project_;
  std::optional<DubFolder> folder_;
  bool finished_ = false;
  bool ours_ = false;  // the file at the output's place is what this dub made before
};

}  // namespace

int run_dub(const DubArgs& args, const LoadEngines& load, const pipeline::Limits& limits,
            Console& console, const base::CancelToken& cancel) {
  return DubRun(args, load, limits, console, cancel).run();
}

}  // namespace dragoman::app
