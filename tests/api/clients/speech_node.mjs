// The official Node client asks for speech: whole, as it is made, and wrongly.
import OpenAI from "openai";

const [baseURL] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "any", maxRetries: 0 });
const asked = { model: "dragoman", voice: "Cherry", input: "The weather is fine today." };

const whole = Buffer.from(await (await client.audio.speech.create({ ...asked, response_format: "wav" })).arrayBuffer());
let streamed = 0;
for await (const piece of (await client.audio.speech.create({ ...asked, response_format: "pcm" })).body) {
    streamed += piece.length;
}
let refused = "";
try {
    await client.audio.speech.create({ ...asked, voice: "nobody" });
} catch (error) {
    if (!(error instanceof OpenAI.BadRequestError)) throw error;
    refused = error.message;
}
console.log(JSON.stringify({ start: whole.subarray(0, 4).toString(), bytes: whole.length, streamed, refused }));
