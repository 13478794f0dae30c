#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/output_file.h"
#include "core/event.h"
#include "output/writer.h"

namespace dragoman::app {

/// One place that a translation goes to.
struct Output {
  output::Format format = output::Format::kText;
  std::unique_ptr<OutputFile> file;  ///< Null: standard output.
};

/// The events of one job into its outputs.
class OutputFan final : public core::EventSink {
 public:
  /// `observe` sees every event first. `standard` and what `observe` holds must outlive it.
  OutputFan(std::vector<Output> outputs, const output::Facts& facts, output::ByteSink& standard,
            std::function<void(const core::Event&)> observe);

  base::Status emit(core::Event event, const base::CancelToken& cancel) override;

  /// Completes every file, or as many as can be; the first error. Once: a further call does
  /// nothing.
  base::Status finish();
  /// Every file takes its name. Errors: kIo.
  base::Status commit();
  /// The names under which unfinished files stay.
  std::vector<std::string> keep();

  [[nodiscard]] bool anything_came() const { return anything_came_; }
  /// Languages whose speech no installed model could translate.
  [[nodiscard]] core::LanguageSet left_alone() const { return left_alone_; }

 private:
  void note(const core::Event& event);

  const std::optional<core::Language> target_;
  std::vector<Output> outputs_;
  std::vector<std::unique_ptr<output::Writer>> writers_;
  std::function<void(const core::Event&)> observe_;
  bool anything_came_ = false;
  bool finished_ = false;
  core::LanguageSet left_alone_;
};

}  // namespace dragoman::app
