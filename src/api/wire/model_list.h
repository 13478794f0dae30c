#pragma once

#include <string>
#include <string_view>

namespace dragoman::api::wire {

/// Whether a request may name this model: the two public ids, or our own.
[[nodiscard]] bool is_model(std::string_view id);

/// Whether a live session may name it: the public ids of its sort, or our own.
[[nodiscard]] bool is_live_model(std::string_view id);

/// `{"object": "list", "data": [...]}`
[[nodiscard]] std::string model_list();

/// One entry of that list. `id` must be a model.
[[nodiscard]] std::string model_entry(std::string_view id);

}  // namespace dragoman::api::wire
