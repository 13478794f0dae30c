#include "output/formats.h"

namespace dragoman::output {

namespace {

class TextWriter final : public Writer {
 public:
  explicit TextWriter(ByteSink& sink) : sink_(sink) {}

  base::Status write(const core::Event& event) override {
    const auto* delta = std::get_if<core::TextDelta>(&event);
    if (delta == nullptr || delta->text.empty()) return {};
    line_open_ = delta->text.back() != '\n';
    return sink_.append(delta->text);
  }

  base::Status finish() override { return line_open_ ? sink_.append("\n") : base::Status(); }

 private:
  ByteSink& sink_;
  bool line_open_ = false;
};

}  // namespace

std::unique_ptr<Writer> make_text_writer(ByteSink& sink) {
  return std::make_unique<TextWriter>(sink);
}

}  // namespace dragoman::output
