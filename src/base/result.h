#pragma once

#include <string>
#include <utility>
#include <variant>

namespace dragoman::base {

/// What went wrong, fine enough that the door can choose a status and the documented text for it.
enum class ErrorKind {
  kInvalidArgument,      ///< The caller asked for something out of range.
  kNotFound,             ///< A file, model or route that does not exist.
  kMediaEmpty,           ///< Zero samples. Silence is not an error.
  kMediaUnreadable,      ///< Not a media file we open, or one that does not decode.
  kMediaTooLarge,        ///< More bytes than the limit.
  kMediaTooLong,         ///< More seconds, or (video) more pixels, than the limit.
  kInputTooLong,         ///< More tokens of sound and picture than the limit.
  kUrlInvalid,           ///< Not an http(s) URL.
  kUrlRefused,           ///< A private, loopback or otherwise forbidden address.
  kUrlFailed,            ///< The server could not be reached or answered with an error.
  kUrlTimeout,           ///< The server was too slow.
  kUrlForbidden,         ///< The server answered 401 or 403.
  kLanguageUnsupported,  ///< No installed route covers the direction.
  kVoiceUnsupported,     ///< The voice is unknown or does not speak the language.
  kModelMissing,         ///< A model file is not installed.
  kModelInvalid,         ///< A model file is damaged or of a form that we do not run.
  kUnavailable,          ///< Engines are loading or the server is draining.
  kCancelled,            ///< The client went away or the server stops.
  kDeadlineExceeded,     ///< The job's time is over.
  kIo,                   ///< The local disk or a pipe failed.
  kStorageFull,          ///< The disk, or what the operator gives of it, is full.
  kInternal,             ///< A fault of ours.
};

/// An expected failure, carried as a value.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;  ///< For the user: plain words, and what to do. Never holds paths of ours.
  std::string detail;   ///< For the log only; may be empty.
};

/// A value or an Error. Thread rule: as safe as T. Reading the side that is not there is undefined,
/// so test first.
template <class T>
class [[nodiscard]] Result {
 public:
  // Implicit: a function returns the one or the other as it is.
  // NOLINTBEGIN(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] T& value() & { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T& value() const& { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): as above
  Result(Error error) : error_(std::move(error)), failed_(true) {}

  [[nodiscard]] bool ok() const { return !failed_; }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
  bool failed_ = false;
};

using Status = Result<void>;

}  // namespace dragoman::base
