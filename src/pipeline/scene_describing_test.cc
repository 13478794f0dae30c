#include "pipeline/scene_describing.h"

#include <future>
#include <thread>
#include <utility>

#include <gmock/gmock.h>

namespace dragoman::pipeline {
namespace {

using core::Seconds;

core::Picture grey(double at, int value) {
  return {16, 12, std::vector<std::uint8_t>(16 * 12 * 3, static_cast<std::uint8_t>(value)),
          Seconds(at)};
}

TEST(SceneCuts, AreWhereThePictureBecomesAnother) {
  SceneCuts cuts;
  EXPECT_TRUE(cuts.begins_with(grey(0, 100)));
  EXPECT_FALSE(cuts.begins_with(grey(1, 110)));
  EXPECT_FALSE(cuts.begins_with(core::Picture()));
  EXPECT_TRUE(cuts.begins_with(grey(2, 200)));
  EXPECT_FALSE(cuts.begins_with(grey(3, 190)));
  EXPECT_FALSE(cuts.begins_with({8, 8, std::vector<std::uint8_t>(192, 190), Seconds(4)}));
}

// A describer that answers when it is let, by the picture's brightness.
class Scenes : public ::testing::Test {
 protected:
  Scenes() {
    std::vector<DescribePool::Replica> replicas;
    replicas.emplace_back([this](std::span<const engines::SceneRequest> batch) {
      std::vector<base::Result<std::string>> answers;
      for (const auto& request : batch) {
        gate_.wait();
        const auto value = request.pictures->front().rgb.front();
        if (value == 66) {
          answers.emplace_back(base::Error{base::ErrorKind::kInternal, "It broke.", ""});
        } else {
          answers.emplace_back("Grey " + std::to_string(value) + ".");
        }
      }
      return answers;
    });
    pool_ =
        std::make_unique<DescribePool>(DescribePool::Options{.max_batch = 1}, std::move(replicas));
    describing_ = std::make_unique<SceneDescribing>(*pool_, notes_, core::Language::kFrench,
                                                    base::CancelToken(), metrics_);
  }

  void TearDown() override { open(); }

  void open() {
    if (std::exchange(open_, true)) return;
    gates_.set_value();
  }

  std::string note_at(double middle) {
    for (int i = 0; i < 2000; ++i) {
      describing_->take_answer();
      auto note = notes_.at({Seconds(middle), Seconds(middle)});
      if (!note.empty()) return note;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return "";
  }

  std::promise<void> gates_;
  std::shared_future<void> gate_ = gates_.get_future().share();
  bool open_ = false;
  Metrics metrics_;
  SceneNotes notes_;
  std::unique_ptr<DescribePool> pool_;
  std::unique_ptr<SceneDescribing> describing_;
};

TEST_F(Scenes, AreDescribedOnceEach) {
  open();
  for (int second = 0; second < 10; ++second) describing_->look(grey(second, 100));
  EXPECT_EQ(note_at(5), "Grey 100.");
  describing_->look(grey(10, 200));
  describing_->look(grey(12, 200));
  EXPECT_EQ(note_at(11), "Grey 200.");
  EXPECT_EQ(note_at(3), "Grey 100.");
  EXPECT_EQ(describing_->asked(), 2);
}

TEST_F(Scenes, DoNotWaitForEachOther) {
  describing_->look(grey(0, 100));
  describing_->look(grey(2, 100));  // asked, and not answered
  describing_->look(grey(4, 200));
  describing_->look(grey(6, 200));
  describing_->look(grey(8, 50));
  describing_->look(grey(10, 50));
  EXPECT_EQ(describing_->asked(), 1);
  EXPECT_EQ(notes_.at({Seconds(1), Seconds(1)}), "");
  open();
  EXPECT_EQ(note_at(1), "Grey 100.");
  describing_->look(grey(12, 50));
  EXPECT_EQ(note_at(9), "Grey 50.");
  EXPECT_EQ(notes_.at({Seconds(5), Seconds(5)}), "");  // passed over
}

TEST_F(Scenes, AreSpareOfFlashes) {
  open();
  for (int i = 0; i < 10; ++i) describing_->look(grey(0.5 * i, i % 2 == 0 ? 20 : 220));
  EXPECT_EQ(describing_->asked(), 0);
}

TEST_F(Scenes, AreNotDescribedWithoutEnd) {
  open();
  for (int i = 0; i < 2 * DescribingPace::kMost; ++i) {
    const int value = i % 2 == 0 ? 20 : 220;
    describing_->look(grey(4.0 * i, value));
    describing_->look(grey(4.0 * i + 2, value));
    if (i < DescribingPace::kMost) {
      EXPECT_NE(note_at(4.0 * i + 1), "");
    }
  }
  EXPECT_EQ(describing_->asked(), DescribingPace::kMost);
}

TEST_F(Scenes, AreLeftAfterAFault) {
  open();
  describing_->look(grey(0, 66));
  describing_->look(grey(2, 66));
  while (!describing_->has_failed()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    describing_->take_answer();
  }
  describing_->look(grey(10, 200));
  describing_->look(grey(12, 200));
  EXPECT_EQ(describing_->asked(), 1);
}

}  // namespace
}  // namespace dragoman::pipeline
