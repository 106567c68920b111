// needs: server
import { createHash } from "node:crypto"
import { createReadStream, createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { finished } from "node:stream/promises"
import { pathToFileURL } from "node:url"
import { toneSamples, wavBody, wavHead } from "@justesse/fixtures/testing/tones"
import { soundPool } from "@justesse/server/sounds/pool"
import { ROOT } from "../support/places.ts"
import { watchMemory } from "./ingestWatch.ts"

/**
 * Recordings as they come in: `npm run bench -- recordings [SECONDS]`. One of three hours (WAV, 16,000 a second), then those of
 * `../shared/data/audio`: decoded, with peaks and the copy that is played. Reference of the same minute: one pass over the same file
 * that hashes it and looks at each sample. One line a figure; exit 1 when one is short.
 */
const seconds =
  process.argv
    .slice(2)
    .map(Number)
    .find((one) => one > 0) ?? 10_800
const MOST = { ratio: 6, memoryMb: 300 } as const
const folder = mkdtempSync(join(tmpdir(), "justesse-recordings-"))
const round = (x: number) => Math.round(x * 100) / 100
let short = false

function say(line: Record<string, unknown> & { readonly held: boolean }): void {
  if (!line.held) short = true
  console.log(JSON.stringify({ bench: "recordings", ...line, load: round(loadavg()[0] ?? 0) }))
}

/** A recording of so many seconds, written a minute at a time. */
async function makeLong(path: string): Promise<void> {
  const tones = { seconds, sampleRate: 16_000, channels: 1 }
  const file = createWriteStream(path)
  file.write(wavHead(tones, 16, seconds * 16_000))
  for (let at = 0; at < seconds; at += 60) {
    const body = wavBody([toneSamples(tones, 0, at * 16_000, Math.min(seconds, at + 60) * 16_000)], 16)
    if (!file.write(body)) await new Promise<void>((go) => file.once("drain", () => go()))
  }
  file.end()
  await finished(file)
}

/** Seconds of one pass that hashes a file and looks at each sample. */
async function barePass(path: string): Promise<number> {
  const began = performance.now()
  const hash = createHash("sha256")
  let [low, high] = [0, 0]
  for await (const chunk of createReadStream(path, { highWaterMark: 65_536 })) {
    const bytes = chunk as Buffer // a stream without an encoding gives bytes
    hash.update(bytes)
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      const value = bytes.readInt16LE(at)
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  hash.digest()
  return (performance.now() - began) / 1_000 + (low > high ? 1 : 0)
}

const sounds = pathToFileURL(join(ROOT, "apps/server/dist/soundWorker.js"))
const pool = soundPool({ sounds, scratch: join(folder, "scratch"), ffmpeg: () => null })
try {
  const long = join(folder, "long.wav")
  await makeLong(long)
  const bare = await barePass(long)
  const watch = watchMemory(process.pid)
  const began = performance.now()
  const sound = await pool.prepare(long)
  const took = (performance.now() - began) / 1_000
  const { childrenMb } = watch.end()
  let copy = 0
  for await (const chunk of sound.openPlayable()) copy += chunk.length
  await sound.discard()
  const facts = {
    hours: round(sound.durationMs / 3_600_000),
    sourceMb: round(statSync(long).size / 1e6),
    copyMb: round(copy / 1e6),
  }
  say({
    what: "long",
    ...facts,
    peaksMb: round(sound.peaks.length / 1e6),
    seconds: round(took),
    bareSeconds: round(bare),
    ratio: round(took / bare),
    most: MOST.ratio,
    held: took / bare <= MOST.ratio,
  })
  say({ what: "memory", childrenMb, most: MOST.memoryMb, held: childrenMb > 0 && childrenMb <= MOST.memoryMb })
  const shared = join(process.env["JUSTESSE_SHARED"] ?? "", "data/audio")
  for (const set of existsSync(shared) ? ["mfa", "speechbrain"] : [])
    for (const file of readdirSync(join(shared, set)).filter((one) => /\.(wav|flac|mp3)$/.test(one))) {
      const start = performance.now()
      const one = await pool.prepare(join(shared, set, file))
      let bytes = 0
      for await (const chunk of one.openPlayable()) bytes += chunk.length
      await one.discard()
      const { size } = statSync(join(shared, set, file))
      say({
        what: file,
        codec: one.codec,
        durationMs: one.durationMs,
        ms: Math.round(performance.now() - start),
        copyOfSource: round(bytes / size),
        held: one.notes.length === 0,
      })
    }
} finally {
  await pool.close()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = short ? 1 : 0
