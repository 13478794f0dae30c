#include "engines/onnx/session.h"

#include <array>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "engines/onnx/lazy_session.h"
#include "engines/onnx/model_frame.h"
#include "engines/onnx/tiny_model_test.h"

namespace dragoman::engines::onnx {
namespace {

using base::ErrorKind;

GraphSpec spec(const std::string& input, const std::string& output) {
  return {"tiny model",
          {{input, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 1}},
          {{output, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 1}}};
}

ErrorKind frame_error(std::string_view content) {
  const auto status = check_model_frame(written("frame.onnx", content), "tiny model");
  return status ? ErrorKind::kInternal : status.error().kind;
}

TEST(ModelFrame, TakesAModel) {
  EXPECT_TRUE(check_model_frame(written("tiny.onnx", tiny_model()), "tiny model").ok());
}

TEST(ModelFrame, RefusesWhatIsNoModel) {
  EXPECT_EQ(frame_error(""), ErrorKind::kModelInvalid);
  EXPECT_EQ(frame_error("<!DOCTYPE html><html></html>"), ErrorKind::kModelInvalid);
  EXPECT_EQ(frame_error("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
            ErrorKind::kModelInvalid);
  EXPECT_EQ(frame_error(number(1, 8)), ErrorKind::kModelInvalid);
}

TEST(ModelFrame, RefusesEveryModelCutShort) {
  const auto model = tiny_model();
  for (std::size_t size = 0; size < model.size(); ++size) {
    EXPECT_EQ(frame_error(std::string_view(model).substr(0, size)), ErrorKind::kModelInvalid)
        << size;
  }
}

TEST(ModelFrame, RefusesOtherVersions) {
  auto model = tiny_model();
  model[1] = 2;
  EXPECT_EQ(frame_error(model), ErrorKind::kModelInvalid);
  model[1] = 99;
  EXPECT_EQ(frame_error(model), ErrorKind::kModelInvalid);
}

TEST(ModelFrame, RefusesEndlessNumbersAndLengths) {
  EXPECT_EQ(frame_error(std::string(64, '\xFF')), ErrorKind::kModelInvalid);
  EXPECT_EQ(frame_error(tiny_model() + varint(7 << 3 | 2) + varint(~0ULL)),
            ErrorKind::kModelInvalid);
}

TEST(ModelFrame, NamesAMissingFile) {
  const auto status = check_model_frame("/nonexistent/model.onnx", "tiny model");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kModelMissing);
  EXPECT_EQ(status.error().message.find("/nonexistent"), std::string::npos);
}

TEST(Session, RunsAModel) {
  auto session = open_session(written("tiny.onnx", tiny_model()), spec("x", "y"), 1);
  ASSERT_TRUE(session.ok()) << session.error().message << session.error().detail;
  std::array values{1.0F, -2.0F};
  const auto input = tensor_over<float>(values, {2});
  const char* input_name = "x";
  const char* output_name = "y";
  const auto outputs = session->Run(Ort::RunOptions(), &input_name, &input, 1, &output_name, 1);
  EXPECT_EQ(outputs.front().GetTensorData<float>()[0], -1.0F);
  EXPECT_EQ(outputs.front().GetTensorData<float>()[1], 2.0F);
}

TEST(Session, RefusesAnotherGraph) {
  const auto path = written("tiny.onnx", tiny_model());
  auto other_type = spec("x", "y");
  other_type.inputs.front().type = ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
  auto other_shape = spec("x", "y");
  other_shape.outputs.front().dimensions = 2;
  auto more_inputs = spec("x", "y");
  more_inputs.inputs.push_back({"z", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, 1});
  for (const auto& wrong : {spec("a", "y"), spec("x", "b"), other_type, other_shape, more_inputs}) {
    const auto session = open_session(path, wrong, 1);
    ASSERT_FALSE(session.ok());
    EXPECT_EQ(session.error().kind, ErrorKind::kModelInvalid);
    EXPECT_NE(session.error().message.find("tiny model"), std::string::npos);
  }
}

TEST(Session, RefusesAGraphThatTheRuntimeDoesNotLoad) {
  auto model = tiny_model();
  model.replace(model.find("Neg"), 3, "Nix");
  const auto session = open_session(written("nix.onnx", model), spec("x", "y"), 1);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().kind, ErrorKind::kModelInvalid);
}

TEST(LazySession, LoadsAtItsFirstUse) {
  LazySession session(written("lazy.onnx", tiny_model()), spec("x", "y"), 1);
  EXPECT_TRUE(session.load().ok());
  LazySession missing(testing::TempDir() + "/nowhere.onnx", spec("x", "y"), 1);
  EXPECT_EQ(missing.load().error().kind, ErrorKind::kModelMissing);
}

TEST(LazySession, RefusesAFileThatChangedMeanwhile) {
  const auto path = written("changing.onnx", tiny_model());
  LazySession session(path, spec("x", "y"), 1);
  const auto date = std::filesystem::last_write_time(path);
  written("changing.onnx", tiny_model());
  std::filesystem::last_write_time(path, date);
  const auto status = session.load();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kModelInvalid);
  EXPECT_NE(status.error().message.find("changed"), std::string::npos);
}

TEST(Guarded, StopsExceptions) {
  const auto failed = guarded("test", []() -> base::Status { throw std::runtime_error("broken"); });
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().kind, ErrorKind::kInternal);
  EXPECT_NE(failed.error().detail.find("broken"), std::string::npos);
  EXPECT_TRUE(guarded("test", []() -> base::Status { return {}; }).ok());
}

}  // namespace
}  // namespace dragoman::engines::onnx
