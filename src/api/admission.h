#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "api/api_keys.h"
#include "api/error_reply.h"
#include "api/http.h"
#include "api/minute_window.h"
#include "base/cancel.h"
#include "core/event.h"

namespace dragoman::api {

struct AdmissionLimits {
  std::size_t max_jobs = 32;              ///< Running at a time, over all routes.
  std::size_t max_waiting_jobs = 64;      ///< For a place; one more gets 429.
  std::chrono::milliseconds max_wait{0};  ///< For a place; then 429. 0: as long as it takes.
  Quota each_client = {};  ///< Of every client, but what its own row says: `clients`.
  std::map<std::string, Quota> clients = {};  ///< By name. 0 there: as each_client has it.
};

/// Whose jobs are counted together: the name of the key; without keys the peer's address, for an
/// open server has nothing else to tell its callers apart by. (Behind a proxy all are one then, and
/// the limits are the whole server's.)
[[nodiscard]] const std::string& client_of(const Request& request);

/// Who may run a job now, who waits for a place, and who is told to come back and when. Jobs that
/// wait are taken in turn over the clients, and first in, first out of each, so that a client that
/// queues many holds back none.
///
/// A request is looked at twice: refuse() judges its head, so that nobody sends a body in vain;
/// line_up() has the word once the body is there, since bodies arrive in an order of their own and
/// a client that sends slowly must not hold a place. What bodies weigh while they wait is bounded
/// by HttpLimits::max_held_body_bytes.
///
/// Every member is safe from any thread. It must outlive its lines and places.
class Admission {
 public:
  using Clock = std::function<base::SteadyTime()>;
  class Line;
  class Place;

  explicit Admission(AdmissionLimits limits, Clock clock = &std::chrono::steady_clock::now);
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;
  ~Admission() = default;

  /// Why this client may not start a job now; else counts the request in its minute. Never blocks.
  /// `in_background`: the job runs some time (enter_in_background), and needs no room now.
  [[nodiscard]] std::optional<ErrorReply> refuse(const std::string& client,
                                                 bool in_background = false);

  /// The client's turn begins to come; or why it does not: no room to wait in.
  [[nodiscard]] std::variant<Line, ErrorReply> line_up(const std::string& client);

  /// Lines up and waits to the end: a place, or why there is none, as Line::wait() says.
  [[nodiscard]] std::variant<Place, ErrorReply> enter(const std::string& client,
                                                      const base::CancelToken& cancel);

  /// For work that nobody waits for on a connection: takes turns with the clients as one more, and
  /// is bound by no quota, room or time. Nothing where cancelled, or closed.
  [[nodiscard]] std::optional<Place> enter_in_background(const base::CancelToken& cancel);

  /// A job cost its client so much: counted in its minute.
  void charge(const std::string& client, const core::Usage& usage);

  /// From now on nobody gets a place; whoever waits is told so. Jobs that run go on.
  void close();

  struct Counts {
    std::size_t running = 0;
    std::size_t waiting = 0;
    std::uint64_t ended = 0;  ///< Places given back, ever.
  };
  [[nodiscard]] Counts counts() const;
  /// Of whom something is remembered.
  [[nodiscard]] std::size_t known_clients() const;

 private:
  struct Waiter {
    bool takes_room = true;
    bool has_place = false;
  };
  struct Client {
    std::size_t running = 0;
    std::deque<Waiter*> waiting;
    MinuteWindow requests;
    MinuteWindow tokens;
  };

  void leave(const std::string& client, base::SteadyTime began);
  void leave_line(const std::string& client, Waiter& waiter);

  // With the mutex held.
  [[nodiscard]] Quota quota_of(const std::string& client) const;
  [[nodiscard]] std::optional<ErrorReply> no_room(const Client& client, const Quota& quota) const;
  [[nodiscard]] ErrorReply waited_too_long() const;
  void append(Client& client, Waiter& waiter);
  void remove(Client& client, Waiter& waiter);
  void give_places();
  void forget_idle();

  const AdmissionLimits limits_;
  const Clock clock_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::map<std::string, Client> clients_;
  std::deque<Client*> turns_;  // those with jobs that wait: who is next
  std::size_t running_ = 0;
  std::uint64_t ended_ = 0;
  std::size_t waiting_ = 0;
  double usual_job_s_ = 1;  // a moving mean
  std::size_t many_clients_ = 1000;
  bool closed_ = false;
};

/// A job's place, given back when destroyed. One thread.
class Admission::Place {
 public:
  Place(Place&& other) noexcept;
  Place& operator=(Place&&) = delete;
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place();

 private:
  friend class Admission;
  Place(Admission& admission, std::string client, base::SteadyTime began);

  Admission* admission_;  // null: moved from
  std::string client_;
  base::SteadyTime began_;
};

/// A job that waits for its place; when destroyed, it does no more. One thread.
class Admission::Line {
 public:
  Line(Line&& other) noexcept = default;
  Line& operator=(Line&&) = delete;
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line();

  struct Quiet {};  ///< Not yet.

  /// Its place, at once or after a wait; or why there is none: (503) cancelled or closed while it
  /// waited, (429) waited for too long. Gives Quiet where `patience` (if any) is over before.
  /// After a place or a refusal it is not called again.
  [[nodiscard]] std::variant<Place, ErrorReply, Quiet> wait(
      const base::CancelToken& cancel, std::optional<std::chrono::milliseconds> patience);

 private:
  friend class Admission;
  Line(Admission& admission, std::string client, std::unique_ptr<Waiter> waiter,
       std::optional<base::SteadyTime> until);

  Admission* admission_;
  std::string client_;
  std::unique_ptr<Waiter> waiter_;         // null: waits no more, or moved from
  std::optional<base::SteadyTime> until_;  // by the real clock
};

}  // namespace dragoman::api
