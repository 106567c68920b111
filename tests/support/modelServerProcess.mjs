// A model server as the protocol's public documentation has one (https://labelstud.io/guide/ml_create, and the routes of
// label-studio-ml-backend): /health, /setup, /predict, /webhook. Written from that page alone, it knows nothing of the studio. A line on
// its standard input changes how it behaves; each request is told in a line of JSON on its standard output.
import { createServer } from "node:http"
import { createInterface } from "node:readline"

let mode = process.argv[2] ?? "well"
let version = "spots-1"
createInterface({ input: process.stdin }).on("line", (line) => {
  if (line.startsWith("version ")) version = line.slice(8)
  else mode = line
})

const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`)

async function bodyOf(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  const text = Buffer.concat(parts).toString("utf8")
  return text === "" ? null : JSON.parse(text)
}

/** Names of labels, of choices, and of the controls that ask for them, as the configuration has them. */
function configOf(xml) {
  const values = (tag) => [...xml.matchAll(new RegExp(`<${tag} value="([^"]*)"`, "g"))].map(([, name]) => name)
  return {
    labels: values("Label"),
    choices: values("Choice"),
    audio: xml.includes("<Audio"),
    texts: xml.includes("<TextArea"),
  }
}

async function sizeOf(media) {
  if (media.startsWith("data:")) return Buffer.from(media.slice(media.indexOf(",") + 1), "base64").length
  const response = await fetch(media)
  if (!response.ok) throw new Error(`${media}: ${response.status}`)
  return (await response.arrayBuffer()).byteLength
}

/** Two spots in percent of the picture, the second one turned; what else the configuration asks for instead. */
function resultsFor({ labels, choices, audio, texts }) {
  if (choices.length > 0)
    return [{ from_name: "choice", to_name: "image", type: "choices", value: { choices: [choices[0]] }, score: 0.8 }]
  const [first = "thing", second = first] = labels
  if (audio)
    return [
      {
        id: "s1",
        from_name: "label",
        to_name: "audio",
        type: "labels",
        value: { start: 0.1, end: 0.6, labels: [first] },
      },
      {
        id: "s1",
        from_name: "transcription",
        to_name: "audio",
        type: "textarea",
        value: { start: 0.1, end: 0.6, text: ["dah"] },
      },
    ]
  const box = (id, label, value, score) => ({
    ...{ id, from_name: "label", to_name: "image", type: "rectanglelabels", score },
    value: { rotation: 0, ...value, rectanglelabels: [label] },
  })
  const said = { id: "r1", from_name: "transcription", to_name: "image", type: "textarea" }
  return [
    box("r1", first, { x: 10, y: 10, width: 30, height: 20 }, 0.91),
    box("r2", second, { x: 60, y: 50, width: 20, height: 10, rotation: 30 }, 0.4),
    box("r3", "potted plant", { x: 2, y: 80, width: 10, height: 10 }, 0.7),
    ...(texts ? [{ ...said, value: { x: 10, y: 10, width: 30, height: 20, text: ["TOTAL 9.10"] } }] : []),
  ]
}

async function answer(path, body) {
  if (path === "/health") return { status: "UP", model_class: "Spots" }
  if (path === "/setup") return { model_version: version }
  if (path === "/webhook") return {}
  const [task] = body.tasks
  const media = Object.values(task.data)[0]
  const bytes = await sizeOf(media)
  tell({ fetched: bytes })
  return { results: [{ model_version: version, score: 0.6, result: resultsFor(configOf(body.label_config)) }] }
}

const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? "/", "http://x").pathname
  try {
    const body = await bodyOf(request)
    tell({ path, body })
    const isWorse = path === "/predict" || (path === "/webhook" && mode.startsWith("webhook"))
    if (isWorse && mode === "slow") return void setTimeout(() => response.end("{}"), 30_000)
    if (isWorse && mode === "wrong") return void response.end('{"results": [{"result": "none"')
    if (isWorse && mode === "other") return void response.end('"hello"')
    if (isWorse && mode === "error") return void response.writeHead(500).end("Traceback (most recent call last)")
    if (isWorse && mode === "moved")
      return void response.writeHead(302, { location: "http://169.254.169.254/latest/" }).end()
    if (isWorse && mode === "cut")
      return void response.writeHead(200, { "content-length": 500 }).write("{", () => response.destroy())
    if (isWorse && mode === "webhook-fails") return void response.writeHead(500).end()
    if (isWorse && mode === "huge") {
      const part = Buffer.alloc(1_048_576, " ")
      response.setMaxListeners(0)
      response.writeHead(200, { "content-type": "application/json" })
      for (let sent = 0; sent < 100 && !response.destroyed; sent++)
        if (!response.write(part)) await new Promise((go) => response.once("drain", go).once("close", go))
      return void response.end('{"results": []}')
    }
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(await answer(path, body)))
  } catch (error) {
    tell({ failed: String(error) })
    response.writeHead(500).end(String(error))
  }
})
server.listen(0, "127.0.0.1", () => tell({ port: server.address().port }))
