// Every way in which the OpenAI client for Node is used here; prints what it saw as one JSON object.
import OpenAI from "openai";

const [baseURL, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "sk-node-client", maxRetries: 0 });
const messages = [{ role: "user", content: "Say hello to Node" }];

const { data: whole, response } = await client.chat.completions.create({ model, messages }).withResponse();

const streamed = { ids: new Set(), text: "", usage: null };
const stream = await client.chat.completions.create({
  model, messages, stream: true, stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  streamed.ids.add(chunk.id);
  streamed.text += chunk.choices[0]?.delta?.content ?? "";
  streamed.usage = chunk.usage ?? streamed.usage;
}
const streamedId = [...streamed.ids][0];

const vote = (body) => fetch(`${baseURL}/feedback/`, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
}).then(async (answer) => ({ status: answer.status, body: await answer.json() }));

let refused = null;
try {
  await client.chat.completions.create({ model: "rate-limited", messages });
} catch (error) {
  refused = { name: error.constructor.name, status: error.status, code: error.code };
}

console.log(JSON.stringify({
  whole: { id: whole.id, text: whole.choices[0].message.content, requestId: response.headers.get("x-gptboost-request-id") },
  streamed: { id: streamedId, count: streamed.ids.size, text: streamed.text, usage: streamed.usage },
  votes: [
    await vote({ message_id: whole.id, rating: "amazing", comment: "from Node", tags: ["node"] }),
    await vote({ message_id: whole.id, rating: "negative" }),
    await vote({ message_id: streamedId, rating: "negative" }),
    await vote({ message_id: "chatcmpl-never-seen", rating: "positive" }),
  ],
  refused,
}));
