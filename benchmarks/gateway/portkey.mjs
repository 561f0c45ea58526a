// Loaded before Portkey's gateway. Release 1.15.2 writes headers into what fetch() returned, whose headers Node keeps
// read-only, and so answers every stream with 500. With a copy of each answer it can be measured.
const ask = globalThis.fetch;

globalThis.fetch = async function (...request) {
  const { body, headers, status, statusText } = await ask(...request);
  return new Response(body, { headers: new Headers(headers), status, statusText });
};
