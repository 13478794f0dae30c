#include "api/error_table.h"

namespace dragoman::api {

namespace {

using enum ErrorId;

constexpr std::string_view kParameter = "invalid_parameter_error";
constexpr std::string_view kRequest = "invalid_request_error";

// THE table of errors, in the order of ErrorId.
constexpr ErrorRow kRows[] = {
    {kStreamOnly, 400, kParameter,
     "This model only support stream mode, please enable the stream parameter to access the model.",
     "`stream` is not true"},
    {kSpeechNeedsStream, 400, kParameter, "'audio' output only support with stream=true",
     "speech is asked for, and `stream` is not true"},
    {kModelNeeded, 400, kRequest, "you must provide a model parameter.", ""},
    {kModelUnknown, 404, "model_not_found",
     "The model {} does not exist or you do not have access to it.", ""},
    {kBodyInvalid, 400, kParameter, "Required body invalid, check the request body format.",
     "no JSON, or a member that cannot be meant; a sentence more says which"},
    {kFieldNeeded, 400, kParameter, "Field required: {}", ""},
    {kMessagesEmpty, 400, kParameter, "[] is too short - 'messages'", ""},
    {kMessagesMany, 400, kParameter, "messages length only support 1", ""},
    {kContentNeeded, 400, kParameter, "The content field is a required field.", ""},
    {kUserNeeded, 400, kParameter,
     "The input messages do not contain elements with the role of user.", ""},
    {kRoleOther, 400, kParameter, "Role must be in [user]", "another role beside the user's"},
    {kLanguage, 400, kParameter, "Current language settings are not supported!",
     "an unknown language, or a direction that no installed model covers"},
    {kVoice, 400, kParameter, "The requested voice '{}' is not supported.",
     "an unknown voice, or one that does not speak the target language"},
    {kInputLength, 400, kParameter, "Range of input length should be [1, 49152]",
     "a recording that counts more tokens than the operator's limit"},
    {kAudioEmpty, 400, kParameter, "The audio is empty", "zero samples; silence is no error"},
    {kUrlInvalid, 400, kParameter,
     "The provided URL does not appear to be valid. Ensure it is correctly formatted.", ""},
    {kBase64TooLarge, 400, kParameter, "Exceeded limit on max bytes per data-uri item : {}'.", ""},
    {kFileTooLarge, 400, kParameter, "Multimodal file size is too large",
     "more bytes, or sound that lasts longer, than the operator's limit"},
    {kAudioUnreadable, 400, kParameter, "The audio format is illegal and cannot be opened.", ""},
    {kVideoUnreadable, 400, kParameter, "Invalid video file.", ""},
    {kFileUnreadable, 400, kParameter, "The file format is illegal and cannot be opened.", ""},
    {kVideoUnfit, 400, kParameter,
     "The video modality input does not meet the requirements because:",
     "too few frames, an aspect ratio above 200: the next sentence says which"},
    {kVideoTooLong, 400, kParameter,
     "The video modality input does not meet the requirements because: The video file is too long.",
     "longer, or with a larger picture, than the operator's limit"},
    {kDownloadFailed, 400, kParameter, "Failed to download multimodal content.", ""},
    {kDownloadTimeout, 400, kParameter,
     "Download the media resource timed out during the data inspection process.", ""},
    {kDownloadForbidden, 400, kParameter,
     "Don't have authorization to access the media resource during the data inspection process.",
     "its server says 401 or 403, or the address is private and the operator has not allowed "
     "those"},
    {kNotHttp, 400, kRequest, "{}", "what arrives is no HTTP"},
    {kFormInvalid, 400, kRequest, "The form cannot be read: {}.", ""},
    {kKey, 401, "invalid_api_key", "Incorrect API key provided.", ""},
    {kHost, 403, kRequest,
     "The Host header '{}' does not name this server. Use {}, or have the name added to the "
     "allowed "
     "hosts.",
     "on loopback, against pages that lead a browser here"},
    {kForeignForm, 403, kRequest,
     "A page of another site may not send forms here. Have its origin added to the allowed ones.",
     "told by `Origin` and `Sec-Fetch-Site`, which browsers send"},
    {kForeignSocket, 403, kRequest,
     "A page of another site may not open a connection here. Have its origin added to the allowed "
     "ones.",
     "told by `Origin` and `Sec-Fetch-Site`, which browsers send"},
    {kRoute, 404, kRequest, "There is no {} here. Translations are at /v1/chat/completions.", ""},
    {kMethod, 405, kRequest, "{} takes {}, not {}.", ""},
    {kObjectUnknown, 404, kRequest, "There is no {} '{}'.", "none, not any more, or another key's"},
    {kRequestTimeout, 408, kRequest, "The request took too long to arrive. Send it again.", ""},
    {kConflict, 409, kRequest, "{}", "what is asked for does not go with the state of the thing"},
    {kBodyTooLarge, 413, kRequest,
     "Request body too large: the limit is {} bytes. Send a URL instead of the recording itself.",
     ""},
    {kFileLimit, 413, kRequest, "The file is too large: the limit is {} bytes.", ""},
    {kContentType, 415, kRequest, "The content type must be application/json.", ""},
    {kFormType, 415, kRequest,
     "The content type must be multipart/form-data, with a boundary of 1 to 70 characters.", ""},
    {kRange, 416, kRequest, "The range lies outside of the {} bytes that there are.",
     "of a file or a job's result"},
    {kExpectation, 417, kRequest, "The only expectation that this server meets is 100-continue.",
     ""},
    {kUpgradeNeeded, 426, kRequest, "{} speaks WebSocket: ask for an upgrade.", ""},
    {kHeaderTooLarge, 431, kRequest, "Request header too large: the limit is {} bytes.", ""},
    {kManyRequests, 429, "limit_requests", "You have exceeded your request limit.",
     "as many jobs run and wait, or bytes, as the operator allows, or as many requests came within "
     "a minute; `Retry-After` says when to come back"},
    {kBurstRate, 429, "limit_burst_rate", "Request rate increased too quickly.",
     "the client's answers of the last minute took as many tokens as the operator allows; "
     "`Retry-After` says when to come back"},
    {kInternal, 500, "internal_error",
     "An internal error has occured, try again later or contact service support.", ""},
    {kUnavailable, 503, "model_unavailable", "Model is unavailable, try again later.",
     "engines are loading, the server is stopping or short of something, or a job's time is over"},
    {kStorageFull, 507, "insufficient_storage", "The server has no room for this.",
     "its disk, or what the operator gives of it, is full"},
};

constexpr bool rows_follow_ids() {
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<std::size_t>(kRows[i].id) != i) return false;
  }
  return std::size(kRows) == static_cast<std::size_t>(kStorageFull) + 1;
}
static_assert(rows_follow_ids());

}  // namespace

std::span<const ErrorRow> error_rows() { return kRows; }
const ErrorRow& error_row(ErrorId id) { return kRows[static_cast<std::size_t>(id)]; }

}  // namespace dragoman::api
