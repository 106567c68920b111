// The reference of `ingest.bench.ts`: bare sharp over a folder, as many pictures at once as given, nothing stored. The same steps
// as the studio's decoder takes for a plain JPEG: header, preview, thumbnail; at the priority that decoding has there.
// node ingestBare.mjs FOLDER AT_ONCE; prints seconds.
import { readdirSync } from "node:fs"
import { setPriority } from "node:os"
import { join } from "node:path"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import sharp from "sharp"

const PRIORITY = 5

async function derive(path) {
  await sharp(path, { limitInputPixels: false, failOn: "error" }).metadata()
  const preview = await sharp(path, { failOn: "error", sequentialRead: true })
    .resize(1_600, 1_600, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: 82 })
    .toBuffer()
  await sharp(preview).resize(320, 320, { fit: "inside", withoutEnlargement: true }).jpeg({ quality: 78 }).toBuffer()
}

if (isMainThread) {
  const [folder, atOnce] = [process.argv[2], Number(process.argv[3])]
  setPriority(PRIORITY)
  const paths = readdirSync(folder).map((name) => join(folder, name))
  const next = new Int32Array(new SharedArrayBuffer(4))
  const workers = Array.from(
    { length: atOnce },
    () => new Worker(new URL(import.meta.url), { workerData: { paths, next } }),
  )
  await Promise.all(workers.map((worker) => new Promise((ready) => worker.once("message", ready))))
  const began = performance.now()
  await Promise.all(
    workers.map((worker) => {
      worker.postMessage("go")
      return new Promise((done, fail) => worker.once("exit", done).once("error", fail))
    }),
  )
  console.log((performance.now() - began) / 1_000)
} else {
  const { paths, next } = workerData
  sharp.concurrency(1)
  sharp.cache(false)
  parentPort.once("message", async () => {
    for (let i = Atomics.add(next, 0, 1); i < paths.length; i = Atomics.add(next, 0, 1)) await derive(paths[i])
  })
  parentPort.postMessage("ready")
}
