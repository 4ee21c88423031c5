// Has AiHubMix's own client make a picture: node ai_sdk_image.mjs <gateway> <model> <prompt> <size>
// The key is in AIHUBMIX_API_KEY, where the client itself looks for it. Prints what came back as JSON.

import { createAihubmix } from "@aihubmix/ai-sdk-provider";
import { generateImage } from "ai";

const PUBLIC = "https://aihubmix.com";
const [gateway, model, prompt, size] = process.argv.slice(2);

// The client knows one address and no setting for another, but it lets the caller fetch.
const aihubmix = createAihubmix({
  fetch: (url, options) => {
    if (!String(url).startsWith(`${PUBLIC}/`)) throw new Error(`The client asks for ${url}.`);
    return fetch(gateway + String(url).slice(PUBLIC.length), options);
  },
});

try {
  const { images, warnings } = await generateImage({ model: aihubmix.image(model), prompt, size, n: 2, maxRetries: 0 });
  console.log(JSON.stringify({ images: images.map(({ base64, mediaType }) => ({ base64, mediaType })), warnings }));
} catch (error) {
  console.log(JSON.stringify({ error: { name: error.name, status: error.statusCode, message: error.message } }));
}
